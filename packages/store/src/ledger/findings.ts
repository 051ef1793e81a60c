import type { Finding } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { insertRows, keysOf, toColumns, toJson } from "../rows.ts";
import { findings, rotations } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";

/** Keeps an answer that came too late, whoever holds the rotation now, and has it looked at when it is free. */
export function addFinding(database: Database, finding: Finding): Promise<void> {
  return transact(database, async (tx) => {
    tx.send(insert({ rows: toJson([toColumns(findings, finding)]) }));
    tx.send(wake({ id: finding.rotationId }));
  });
}

const insert = compile<"rows">(sql`
  ${insertRows(findings, keysOf(findings))} on conflict (id) do nothing`);

/** Only forwards: a rotation that waits for a person or for its connection stays where it is. */
const wake = compile<"id">(sql`
  update ${rotations} set due_at = ${NOW} where id = ${sql.placeholder("id")}::uuid
    and lease_until is null and attention is null and held_at is null and deleted_at is null`);
