import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { embedded } from "./migrations/embedded.ts";
import { migrations } from "./schema/index.ts";
import { compile } from "./statement.ts";
import { type Transaction, transact } from "./transaction.ts";

/**
 * Brings the tables up to date, in one transaction under a lock, so that servers which start together wait for each
 * other. Refuses a database that a newer version, or somebody's hand, has changed.
 */
export async function migrate(database: Database): Promise<{ readonly applied: readonly string[] }> {
  return transact(database, async (tx) => {
    tx.send(lock());
    const done = await recorded(tx);
    for (const [number, { name, hash }] of done.entries()) {
      const ours = embedded[number];
      if (!ours) throw new Error(`the database is newer than this version of Turnbolt (it has ${name})`);
      if (ours.hash !== hash) throw new Error(`the database was made by another migration ${name}`);
    }
    const missing = embedded.slice(done.length);
    for (const [index, { name, hash, statements }] of missing.entries()) {
      for (const text of statements) tx.send({ text, values: [] });
      tx.send(record({ number: done.length + index, name, hash }));
    }
    return { applied: missing.map(({ name }) => name) };
  });
}

// Any number that no other tool in the same database is likely to have chosen.
const lock = compile(sql`select pg_advisory_xact_lock(7801200331)`);
const exists = compile(sql`select to_regclass('turnbolt.migrations') is not null as there`);
const list = compile(sql`select name, hash from ${migrations} order by number`);
const record = compile<"number" | "name" | "hash">(
  sql`insert into ${migrations} (number, name, hash)
    values (${sql.placeholder("number")}::int, ${sql.placeholder("name")}, ${sql.placeholder("hash")})`,
);

async function recorded(tx: Transaction): Promise<readonly { name: string; hash: string }[]> {
  const [row] = await tx.ask(exists());
  if (row?.there !== true) return [];
  return (await tx.ask(list())).map(({ name, hash }) => ({ name: String(name), hash: String(hash) }));
}
