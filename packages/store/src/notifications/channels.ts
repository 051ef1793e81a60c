import { type SQL, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { fromJsonRow, insertRows, namesOf, toColumns, toJson } from "../rows.ts";
import { channels, deliveries } from "../schema/index.ts";
import { compile, idList, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import { announce, wakeTold } from "./untold.ts";

/** Where somebody wants to be told, and of what. */
export type Channel = Omit<typeof channels.$inferSelect, "createdAt" | "updatedAt">;

/** A channel as people see it. */
export interface StoredChannel extends Channel {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly last: { readonly state: string; readonly at: Date } | null;
}

export interface ChannelQuery {
  /** Those of these projects; `"all"` includes those of the whole installation. */
  readonly projects: "all" | readonly string[];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const channelStore = (database: Database) => ({
  /** By name. */
  list: ({ projects, limit, cursor }: ChannelQuery): Promise<Page<StoredChannel>> =>
    guarded(async () => {
      const page = paged({ column: sql`c.name`, id: sql`c.id`, type: "text", descending: false, cursor });
      const where =
        projects === "all"
          ? page.where
          : sql`${page.where} and c.project_id = any (${idList(projects)}::uuid[])`;
      const found = await select(database, sql`${where} order by ${page.orderBy} limit ${limit + 1}::int`);
      return pageOf(found, limit, ({ name, id }) => ({ value: name, id }));
    }),
  find: (id: string): Promise<StoredChannel | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [found] = await select(database, sql`c.id = ${id}::uuid`);
      return found ?? null;
    }),
  /** Throws `taken` for a name. */
  create: (channel: Channel, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      tx.send(insert({ rows: toJson([toColumns(channels, channel)]) }));
      tx.send(insertAudit(auditRows(told("created", "a channel was made", channel), author)));
    }),
  /** Writes version + 1, sealed for it. One that is switched off lets go of what waits. `false`: somebody was quicker. */
  update: (channel: Channel, fromVersion: number, author: Author): Promise<boolean> =>
    transact(database, async (tx) => {
      const rows = toJson([toColumns(channels, channel)]);
      const [changed] = await tx.ask(update({ id: channel.id, fromVersion, rows }));
      if (!changed) return false;
      if (!channel.isEnabled) tx.send(letGo({ id: channel.id }));
      tx.send(insertAudit(auditRows(told("updated", "a channel was changed", channel), author)));
      return true;
    }),
  /** With its deliveries. Throws `not-found`. */
  remove: (id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      // Nobody waits for what is not sent any more.
      tx.send(letGo({ id }));
      const [row] = await tx.ask(remove({ id }));
      if (!row) throw new StoreError("not-found", "there is no such channel");
      const removed = fromJsonRow(channels, row.channel);
      tx.send(insertAudit(auditRows(told("removed", "a channel was removed", removed), author)));
    }),
});

export const told = (
  what: string,
  message: string,
  { id, name, projectId }: Pick<Channel, "id" | "name" | "projectId">,
) => ({
  kind: `channel.${what}`,
  message,
  ...(projectId === null ? {} : { projectId }),
  data: { channelId: id, name },
});

async function select({ drizzle }: Database, conditions: SQL): Promise<readonly StoredChannel[]> {
  const rows = await drizzle.execute<{ channel: unknown; last: { state: string; at: string } | null }>(sql`
    select to_json(c) as channel, (
      select json_build_object('state', d.state, 'at', d.created_at) from ${deliveries} d
      where d.channel_id = c.id order by d.created_at desc, d.id desc limit 1
    ) as last
    from ${channels} c where ${conditions}`);
  return rows.map(({ channel, last }) => ({
    ...fromJsonRow(channels, channel),
    last: last && { state: last.state, at: new Date(last.at) },
  }));
}

const CHANGING = [
  "name",
  "version",
  "config",
  "sealed",
  "events",
  "rotationTypes",
  "environments",
  "isEnabled",
];
const id = sql`${sql.placeholder("id")}::uuid`;

const insert = compile<"rows">(insertRows(channels, ["id", "projectId", "kind", ...CHANGING]));

const update = compile<"id" | "fromVersion" | "rows">(sql`
  update ${channels} c set updated_at = ${NOW}, (${namesOf(channels, CHANGING)}) = (
    select ${namesOf(channels, CHANGING, "n.")}
    from jsonb_populate_recordset(null::${channels}, ${sql.placeholder("rows")}::jsonb) n
  ) where c.id = ${id} and c.version = ${sql.placeholder("fromVersion")}::int returning c.id`);

const remove = compile<"id">(
  sql`delete from ${channels} c where c.id = ${id} returning to_json(c) as channel`,
);

const letGo = compile<"id">(sql`
  with ended as (
    update ${deliveries} set state = 'given-up', ended_at = ${NOW}, sender = null
    where channel_id = ${id} and state = 'waiting' returning rotation_id
  ), woken as (${wakeTold(sql`select rotation_id from ended`)})
  ${announce(sql`woken`)}`);
