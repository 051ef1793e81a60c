import { eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { installation, passwordLinks, people, sessions } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { type Transaction, transact } from "../transaction.ts";

/** Somebody who signs in. */
export interface Person {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly isAdmin: boolean;
  /** Whether they have a password here; without one they sign in elsewhere. */
  readonly hasPassword: boolean;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A person with the sealed hash of their password. */
export interface PersonWithPassword extends Person {
  readonly password: Uint8Array | null;
}

export interface PersonQuery {
  /** Part of a name or of an e-mail address. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What is not named stays as it is. */
export type PersonChange = Partial<Pick<Person, "name" | "isAdmin">>;

/** Whether it was done; the last admin who can get in stays one. */
export type Changed = "done" | "last-admin";

export const personStore = (database: Database) => ({
  /** By name. */
  list: ({ search, limit, cursor }: PersonQuery): Promise<Page<Person>> =>
    guarded(async () => {
      const page = paged({ column: sql`name`, id: sql`id`, type: "text", descending: false, cursor });
      const part = `%${(search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
      const rows = await database.drizzle
        .select(PERSON)
        .from(people)
        .where(sql`${page.where} and (name ilike ${part} or email ilike ${part})`)
        .orderBy(page.orderBy)
        .limit(limit + 1);
      return pageOf(rows, limit, ({ name, id }) => ({ value: name, id }));
    }),
  find: (id: string): Promise<PersonWithPassword | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await database.drizzle.select(WITH_PASSWORD).from(people).where(eq(people.id, id));
      return row ?? null;
    }),
  findByEmail: (email: string): Promise<PersonWithPassword | null> =>
    guarded(async () => {
      const { drizzle } = database;
      const [row] = await drizzle.select(WITH_PASSWORD).from(people).where(eq(people.email, email));
      return row ?? null;
    }),
  /** Is there an admin who can get in? */
  hasAdmin: (): Promise<boolean> =>
    guarded(async () => (await database.drizzle.execute(sql`${anyAdmin} limit 1`)).length > 0),
  /** Throws `not-found`. */
  update: (id: string, change: PersonChange, author: Author): Promise<Changed> =>
    transact(database, async (tx) => {
      if (change.isAdmin === false && !(await anotherAdmin(tx, id))) return "last-admin";
      const { name = null, isAdmin = null } = change;
      const [row] = await tx.ask(update({ id, name, isAdmin }));
      if (!row) throw noPerson(id);
      tx.send(told("person.updated", "a person was changed", id, author, { ...change }));
      return "done";
    }),
  /** Gets in nowhere from this moment on. Throws `not-found`. */
  disable: (id: string, author: Author): Promise<Changed> =>
    transact(database, async (tx) => {
      if (!(await anotherAdmin(tx, id))) return "last-admin";
      const [row] = await tx.ask(disable({ id }));
      if (!row) throw noPerson(id);
      tx.send(endSessions({ id, but: null }));
      tx.send(dropLinks({ id }));
      tx.send(told("person.disabled", "a person was shut out", id, author));
      return "done";
    }),
  /** Throws `not-found`. */
  enable: (id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(enable({ id }));
      if (!row) throw noPerson(id);
      tx.send(told("person.enabled", "a person was let in again", id, author));
    }),
  /** Ends every session but the one that is named. `password` is sealed. Throws `not-found`. */
  changePassword: (
    {
      id,
      password,
      keep,
    }: { readonly id: string; readonly password: Uint8Array; readonly keep: string | null },
    author: Author,
  ): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(setPassword({ id, password: Buffer.from(password) }));
      if (!row) throw noPerson(id);
      tx.send(endSessions({ id, but: keep }));
      tx.send(dropLinks({ id }));
      tx.send(told("password.changed", "a password was changed", id, author));
    }),
});

/** The audit row of something that happened to a person. */
export const told = (
  kind: string,
  message: string,
  personId: string,
  author: Author | null,
  data: Readonly<Record<string, string | number | boolean | null>> = {},
) => insertAudit(auditRows({ kind, message, data: { personId, ...data } }, author));

/** Whoever lets an admin go waits here, so that two admins do not let each other go. */
export async function anotherAdmin(tx: Transaction, id: string): Promise<boolean> {
  await tx.ask(lockAdmins());
  return (await tx.ask(keepsAdmin({ id }))).length > 0;
}

export const lockAdmins = compile(sql`select from ${installation} for update`);

const noPerson = (id: string) => new StoreError("not-found", `there is no person ${id}`);

const PERSON = {
  id: people.id,
  email: people.email,
  name: people.name,
  isAdmin: people.isAdmin,
  hasPassword: sql<boolean>`${people.password} is not null`,
  disabledAt: people.disabledAt,
  createdAt: people.createdAt,
  updatedAt: people.updatedAt,
};

const WITH_PASSWORD = { ...PERSON, password: people.password };

const id = sql`${sql.placeholder("id")}::uuid`;

export const anyAdmin = sql`select from ${people} where is_admin and disabled_at is null`;

/** There is another admin, or this one is none. */
const keepsAdmin = compile<"id">(sql`
  select from (values (1)) one where exists (${anyAdmin} and id <> ${id})
    or not exists (${anyAdmin} and id = ${id})`);

const update = compile<"id" | "name" | "isAdmin">(sql`
  update ${people} set name = coalesce(${sql.placeholder("name")}, name),
    is_admin = coalesce(${sql.placeholder("isAdmin")}::boolean, is_admin), updated_at = ${NOW}
  where id = ${id} returning id`);

const disable = compile<"id">(sql`
  update ${people} set disabled_at = coalesce(disabled_at, ${NOW}), updated_at = ${NOW} where id = ${id} returning id`);

const enable = compile<"id">(sql`
  update ${people} set disabled_at = null, updated_at = ${NOW} where id = ${id} returning id`);

export const setPassword = compile<"id" | "password">(sql`
  update ${people} set password = ${sql.placeholder("password")}::bytea, updated_at = ${NOW}
  where id = ${id} returning id`);

export const endSessions = compile<"id" | "but">(sql`
  delete from ${sessions} where person_id = ${id} and id is distinct from ${sql.placeholder("but")}::uuid returning id`);

export const dropLinks = compile<"id">(sql`delete from ${passwordLinks} where person_id = ${id}`);
