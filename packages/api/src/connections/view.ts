import type { StoredConnection } from "../store.ts";

/** A connection as people see it; of its sensitive fields only the names. */
export const connectionView = (row: StoredConnection) => ({
  id: row.id,
  projectId: row.projectId,
  name: row.name,
  description: row.description,
  app: row.app,
  method: row.method,
  version: row.version,
  credentials: row.config,
  sensitive: Object.keys(row.sealed),
  brokenAt: row.brokenAt,
  brokenMessage: row.brokenMessage,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export type ConnectionView = ReturnType<typeof connectionView>;
