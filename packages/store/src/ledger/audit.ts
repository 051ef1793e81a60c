import { type Author, authorColumns } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { insertRows, toJson } from "../rows.ts";
import { audit } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** Something that a person did or saw. */
export interface AuditEntry {
  readonly kind: string;
  readonly message: string;
  readonly projectId?: string | undefined;
  readonly rotationId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly secretId?: string | undefined;
  readonly data?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Durable when it returns. */
export function writeAudit(database: Database, entry: AuditEntry, author: Author | null): Promise<void> {
  return guarded(async () => void (await run(database, insertAudit(auditRows(entry, author)))));
}

export const auditRows = (entry: AuditEntry, author: Author | null) => ({
  rows: toJson([
    {
      kind: entry.kind,
      message: entry.message,
      ...authorColumns(author),
      project_id: entry.projectId,
      rotation_id: entry.rotationId,
      connection_id: entry.connectionId,
      secret_id: entry.secretId,
      data: entry.data ?? {},
    },
  ]),
});

export const insertAudit = compile<"rows">(
  insertRows(audit, [
    "kind",
    "message",
    "actor",
    "address",
    "requestId",
    "projectId",
    "rotationId",
    "connectionId",
    "secretId",
    "data",
  ]),
);
