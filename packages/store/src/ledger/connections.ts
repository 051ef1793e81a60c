import type { Connection, Permission } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { insertRows, toColumns, toJson } from "../rows.ts";
import { connections, rotations } from "../schema/index.ts";
import { compile, idList, NOW, type Statement } from "../statement.ts";
import { transact } from "../transaction.ts";
import { auditRows, insertAudit } from "./audit.ts";

export interface NewConnection extends Omit<Connection, "brokenAt"> {
  readonly name: string;
  readonly description: string | null;
  readonly method: string | null;
  /** What its login may do, as the target has just said. */
  readonly permissions?: readonly Permission[] | undefined;
}

export function createConnection(
  database: Database,
  row: NewConnection,
  author: Author | null,
): Promise<void> {
  return transact(database, async (tx) => {
    tx.send(insert({ rows: toJson([toColumns(connections, row)]) }));
    if (row.permissions) tx.send(keepFound(row.id, row.version, row.permissions));
    const told = { kind: "connection.created", message: "the connection was made", connectionId: row.id };
    tx.send(
      insertAudit(auditRows({ ...told, ...inProject(row.projectId), data: { name: row.name } }, author)),
    );
  });
}

export interface ConnectionUpdate
  extends Pick<NewConnection, "id" | "name" | "description" | "config" | "sealed"> {
  /** The version that the values were sealed after; another one by now means that somebody was quicker. */
  readonly fromVersion: number;
  /** The login was tried and works: the connection is whole again, and its rotations are let go. */
  readonly mended: boolean;
  /** What the login may do, as the target has just said; absent: it was not asked. */
  readonly permissions?: readonly Permission[] | undefined;
  /** The rotations of this connection that rotate its own login, as it will be; absent: as before. */
  readonly ownAccounts?: readonly string[] | undefined;
}

/**
 * Writes version + 1. A mended connection frees the rotations that it held, spread over a minute. `false`: somebody was
 * quicker, or the connection's own login is being rotated right now and will be another one in a moment.
 */
export function updateConnection(
  database: Database,
  { id, name, description, config, sealed, fromVersion, mended, ownAccounts, permissions }: ConnectionUpdate,
  author: Author | null,
): Promise<boolean> {
  return transact(database, async (tx) => {
    // Rotations before the connection, as every save has it: else the two would wait for each other.
    if (mended) tx.send(lockHeld({ id }));
    const own = ownAccounts && idList(ownAccounts);
    if (own) tx.send(lockOwn({ id, own }));
    // Every lease of one of its rotations is given under this lock: whoever has one now is seen below.
    tx.send(lock({ id }));
    const values = { name, description, config: toJson(config), sealed: toJson(sealed) };
    const [row] = await tx.ask(update({ id, fromVersion, mended, ...values }));
    if (!row) return false;
    if (mended) tx.send(free({ id }));
    if (own) tx.send(markOwn({ id, own }));
    if (permissions) tx.send(keepFound(id, fromVersion + 1, permissions));
    const projectId = row.project_id === null ? undefined : String(row.project_id);
    const told = { kind: "connection.updated", message: "the connection was changed", connectionId: id };
    tx.send(insertAudit(auditRows({ ...told, projectId, data: { name, mended } }, author)));
    return true;
  });
}

/** Keeps what the target has just said of the login of this version of a connection. */
export function noteTested(
  database: Database,
  { id, projectId, version }: Pick<Connection, "id" | "projectId" | "version">,
  permissions: readonly Permission[],
  author: Author | null,
): Promise<void> {
  return transact(database, async (tx) => {
    tx.send(keepFound(id, version, permissions));
    const told = { kind: "connection.tested", message: "the login was tried", connectionId: id };
    tx.send(insertAudit(auditRows({ ...told, ...inProject(projectId) }, author)));
  });
}

const keepFound = (id: string, version: number, permissions: readonly Permission[]): Statement =>
  found({ id, version, permissions: toJson(permissions) });

/** Gives names of the rotations that use it, a dozen at most, and removes it when there are none. */
export function removeConnection(
  database: Database,
  id: string,
  author: Author | null,
): Promise<readonly string[]> {
  return transact(database, async (tx) => {
    tx.send(lock({ id }));
    const users = (await tx.ask(using({ id }))).map(({ name }) => String(name));
    if (users.length > 0) return users;
    tx.send(detach({ id }));
    tx.send(remove({ id }));
    const told = { kind: "connection.removed", message: "the connection was removed", connectionId: id };
    tx.send(insertAudit(auditRows(told, author)));
    return [];
  });
}

const inProject = (projectId: string | null) => (projectId === null ? {} : { projectId });

const id = sql`${sql.placeholder("id")}::uuid`;
const ofIt = sql`connection_id = ${id} and deleted_at is null`;

const insert = compile<"rows">(
  insertRows(connections, [
    ...["id", "projectId", "name", "description", "app", "method"],
    ...["version", "config", "sealed"],
  ]),
);

const lockHeld = compile<"id">(sql`
  select id from ${rotations} where ${ofIt} and held_at is not null order by id for update`);

const update = compile<"id" | "fromVersion" | "mended" | "name" | "description" | "config" | "sealed">(sql`
  update ${connections} set version = version + 1, updated_at = now(),
    name = ${sql.placeholder("name")}, description = ${sql.placeholder("description")},
    config = ${sql.placeholder("config")}::jsonb, sealed = ${sql.placeholder("sealed")}::jsonb,
    broken_at = case when ${sql.placeholder("mended")}::boolean then null else broken_at end,
    broken_message = case when ${sql.placeholder("mended")}::boolean then null else broken_message end
  where id = ${id} and version = ${sql.placeholder("fromVersion")}::int and not exists (
    select from ${rotations} r where r.connection_id = ${id} and r.own_account and r.lease_until > now()
  ) returning project_id`);

const isOwn = sql`(id = any (${sql.placeholder("own")}::uuid[]))`;
const lockOwn = compile<"id" | "own">(sql`
  select id from ${rotations} where ${ofIt} and own_account <> ${isOwn} order by id for update`);
const markOwn = compile<"id" | "own">(sql`
  update ${rotations} set own_account = ${isOwn} where ${ofIt} and own_account <> ${isOwn}`);

/** The random part keeps a hundred rotations from falling on one target in the same second. */
const free = compile<"id">(sql`
  update ${rotations} set held_at = null,
    due_at = case when lease_until > now() then due_at else now() + random() * interval '1 minute' end
  where ${ofIt} and held_at is not null`);

const found = compile<"id" | "version" | "permissions">(sql`
  update ${connections} set permissions = ${sql.placeholder("permissions")}::jsonb, tested_at = ${NOW}
  where id = ${id} and version = ${sql.placeholder("version")}::int`);

const lock = compile<"id">(sql`select id from ${connections} where id = ${id} for update`);
const using = compile<"id">(sql`select name from ${rotations} where ${ofIt} order by name limit 12`);
const detach = compile<"id">(sql`
  update ${rotations} set connection_id = null where connection_id = ${id} and deleted_at is not null`);
const remove = compile<"id">(sql`delete from ${connections} where id = ${id}`);
