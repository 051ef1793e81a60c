import { sql } from "drizzle-orm";
import { rotations, secrets, subjects, versions } from "../schema/index.ts";
import { compile } from "../statement.ts";
import type { Transaction } from "../transaction.ts";

/** The rotation goes: its names and accounts are free again; runs, audit and the row itself stay to be looked up. */
export function writeRemoved(tx: Transaction, rotationId: string, what: "delete" | "keep"): void {
  tx.send(dropSecrets({ rotationId, all: what === "delete" }));
  tx.send(what === "delete" ? eraseValues({ rotationId }) : freeSecrets({ rotationId }));
  tx.send(freeSubjects({ rotationId }));
  tx.send(markDeleted({ rotationId }));
}

const id = sql`${sql.placeholder("rotationId")}::uuid`;

/** A reserved name without a value is of no use to anybody. */
const dropSecrets = compile<"rotationId" | "all">(sql`
  delete from ${secrets} where rotation_id = ${id} and (version is null or ${sql.placeholder("all")}::boolean)`);

const freeSecrets = compile<"rotationId">(sql`
  update ${secrets} set rotation_id = null, field = null, updated_at = now() where rotation_id = ${id}`);

const eraseValues = compile<"rotationId">(sql`
  update ${versions} set sealed = null, answer = null where rotation_id = ${id}`);

const freeSubjects = compile<"rotationId">(sql`delete from ${subjects} where rotation_id = ${id}`);

const markDeleted = compile<"rotationId">(sql`
  update ${rotations} set deleted_at = now(), updated_at = now(), due_at = null, lease_until = null, lease_owner = null
  where id = ${id}`);
