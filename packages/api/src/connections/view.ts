import type { StoredConnection } from "../store.ts";
import type { ConnectionView } from "./schema.ts";

/** A connection without its sensitive fields. */
export function connectionView(row: StoredConnection): ConnectionView {
  const { method: _method, ...credentials } = row.config;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    projectId: row.projectId,
    app: row.app,
    method: row.method,
    credentials,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
