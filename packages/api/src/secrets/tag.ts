import { createHash } from "node:crypto";
import type { StoredSecret } from "../store.ts";

/**
 * Names an answer by everything that it shows but the values: a value belongs to an id and a version for ever. So the
 * name is found without a key, and tells nothing about a value.
 */
export function tagOf(rows: readonly StoredSecret[], isHidden: boolean): string {
  const shown = rows.map((row) => [
    ...[row.id, row.version, row.name, row.rotationId, row.updatedAt.getTime()],
    ...[row.projectId, row.environment, row.path],
  ]);
  return createHash("sha256")
    .update(JSON.stringify([isHidden, shown]))
    .digest("base64url");
}
