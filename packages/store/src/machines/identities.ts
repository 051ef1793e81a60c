import { eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { identities, universalAuths } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";

/** A machine that asks. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  /** Whether it can log in by client id and client secret. */
  readonly hasUniversalAuth: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const identityStore = (database: Database) => ({
  /** By name. */
  list: ({ limit, cursor }: PageQuery): Promise<Page<Identity>> =>
    guarded(async () => {
      const column = sql`${identities.name}`;
      const page = paged({ column, id: sql`${identities.id}`, type: "text", descending: false, cursor });
      const rows = await select(database)
        .where(page.where)
        .orderBy(page.orderBy)
        .limit(limit + 1);
      return pageOf(rows, limit, ({ name, id }) => ({ value: name, id }));
    }),
  find: (id: string): Promise<Identity | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await select(database).where(eq(identities.id, id));
      return row ?? null;
    }),
  create: (row: Pick<Identity, "id" | "name">, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      tx.send(insert(row));
      tx.send(insertAudit(auditRows(told("created", "an identity was made", row), author)));
    }),
  /** Throws `not-found`. */
  rename: (row: Pick<Identity, "id" | "name">, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [renamed] = await tx.ask(rename(row));
      if (!renamed) throw new StoreError("not-found", `there is no identity ${row.id}`);
      tx.send(insertAudit(auditRows(told("updated", "an identity was renamed", row), author)));
    }),
  /** With its client secrets, tokens and memberships, from this moment on. Throws `not-found`. */
  remove: (id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [removed] = await tx.ask(remove({ id }));
      if (!removed) throw new StoreError("not-found", `there is no identity ${id}`);
      const row = { id, name: String(removed.name) };
      tx.send(insertAudit(auditRows(told("removed", "an identity was removed", row), author)));
    }),
});

const told = (what: string, message: string, { id, name }: Pick<Identity, "id" | "name">) => ({
  kind: `identity.${what}`,
  message,
  data: { identityId: id, name },
});

const select = ({ drizzle }: Database) =>
  drizzle
    .select({
      id: identities.id,
      name: identities.name,
      hasUniversalAuth: sql<boolean>`${universalAuths.id} is not null`,
      createdAt: identities.createdAt,
      updatedAt: identities.updatedAt,
    })
    .from(identities)
    .leftJoin(universalAuths, eq(universalAuths.identityId, identities.id))
    .$dynamic();

const id = sql`${sql.placeholder("id")}::uuid`;

const insert = compile<"id" | "name">(sql`
  insert into ${identities} (id, name) values (${id}, ${sql.placeholder("name")})`);

const rename = compile<"id" | "name">(sql`
  update ${identities} set name = ${sql.placeholder("name")}, updated_at = ${NOW} where id = ${id} returning id`);

const remove = compile<"id">(sql`delete from ${identities} where id = ${id} returning name`);
