import { toldEvents } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import { type Author, authorColumns } from "../author.ts";
import { toJson } from "../rows.ts";
import { audit, outbox, rotations, runs } from "../schema/index.ts";
import { compile } from "../statement.ts";
import type { Transaction } from "../transaction.ts";
import { OPEN } from "./work.ts";

/** An event on its way into the journal. */
export interface Entry {
  readonly rotationId: string;
  /** The run it belongs to; absent: the one in hand. */
  readonly runId: string | null;
  readonly kind: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  /** The number of the credential that it tells of. */
  readonly version: number | null;
  readonly author: Author | null;
}

/** Writes events for ever into the audit, and those that somebody can ask to be told of into the outbox as well. */
export function writeEntries(tx: Transaction, entries: readonly Entry[]): void {
  if (entries.length === 0) return;
  const rows = entries.map(({ rotationId, runId, author, ...entry }) => ({
    ...entry,
    ...authorColumns(author),
    rotation_id: rotationId,
    run_id: runId,
  }));
  tx.send(write({ rows: toJson(rows) }));
}

const asked = sql.raw(toldEvents.map((kind) => `'${kind}'`).join(", "));
const write = compile<"rows">(sql`
  with told as (
    select e.kind, e.message, e.actor, e.address, e.request_id, e.data, e.version, e.rotation_id, r.project_id, r.connection_id,
      coalesce(e.run_id, (select u.id from ${runs} u where u.rotation_id = e.rotation_id and u.${OPEN})) as run_id
    from jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as e (
      kind text, message text, actor text, address text, request_id text, data jsonb, version int, rotation_id uuid, run_id uuid
    ) join ${rotations} r on r.id = e.rotation_id
  ), kept as (
    insert into ${audit} (kind, message, actor, address, request_id, data, rotation_id, project_id, connection_id, run_id)
    select kind, message, actor, address, request_id, data, rotation_id, project_id, connection_id, run_id from told
  )
  insert into ${outbox} (kind, message, data, version, rotation_id, project_id, run_id)
  select kind, message, data, version, rotation_id, project_id, run_id from told where kind in (${asked})`);
