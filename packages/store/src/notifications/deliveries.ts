import { type SQL, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { fromJsonRow, toJson } from "../rows.ts";
import { channels, deliveries } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";
import { type Channel, told } from "./channels.ts";
import { type Claimed, claimed, MAY_TAKE_MS } from "./send.ts";

/** One event on its way to one channel. */
export type Delivery = typeof deliveries.$inferSelect;

export interface DeliveryQuery {
  readonly channelId: string;
  readonly state?: Delivery["state"] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const deliveryStore = (database: Database) => ({
  /** The newest first. */
  list: ({ channelId, state, limit, cursor }: DeliveryQuery): Promise<Page<Delivery>> =>
    guarded(async () => {
      const column = sql`d.created_at`;
      const page = paged({ column, id: sql`d.id`, type: "timestamptz", descending: true, cursor });
      const wanted = state === undefined ? page.where : sql`${page.where} and d.state = ${state}`;
      const found = await select(
        database,
        sql`d.channel_id = ${channelId}::uuid and ${wanted} order by ${page.orderBy} limit ${limit + 1}::int`,
      );
      return pageOf(found, limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  find: (id: string): Promise<Delivery | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [found] = await select(database, sql`d.id = ${id}::uuid`);
      return found ?? null;
    }),
  /** A delivery that says no more than that the channel works, in the hands of who asked for it. */
  test: (channel: Channel, owner: string, author: Author): Promise<Claimed> =>
    transact(database, async (tx) => {
      const payload = toJson({ message: "a test: this channel works" });
      const [row] = await tx.ask(insertTest({ channelId: channel.id, payload, sender: owner }));
      if (!row) throw new StoreError("not-found", "there is no such channel");
      tx.send(insertAudit(auditRows(told("tested", "a channel was tested", channel), author)));
      return claimed(row);
    }),
  /** The same delivery once more, in the hands of who asked for it; `null` while somebody sends it. */
  again: (id: string, owner: string, author: Author): Promise<Claimed | null> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(takeAgain({ id, sender: owner }));
      if (!row) return null;
      const one = claimed(row);
      const entry = told("asked-again", `delivery ${id} was asked for again`, one.channel);
      tx.send(insertAudit(auditRows({ ...entry, data: { ...entry.data, deliveryId: id } }, author)));
      return one;
    }),
});

async function select({ drizzle }: Database, conditions: SQL): Promise<readonly Delivery[]> {
  const rows = await drizzle.execute<{ delivery: unknown }>(
    sql`select to_json(d) as delivery from ${deliveries} d where ${conditions}`,
  );
  return rows.map(({ delivery }) => fromJsonRow(deliveries, delivery));
}

const lease = sql`date_trunc('milliseconds', now()) + ${sql.raw(`interval '${MAY_TAKE_MS} ms'`)}`;
const sender = sql`${sql.placeholder("sender")}`;
const ofChannel = sql`(select to_json(c) from ${channels} c where c.id = d.channel_id) as channel`;

const insertTest = compile<"channelId" | "payload" | "sender">(sql`
  insert into ${deliveries} as d (channel_id, event, at, payload, tries, next_at, sender)
  select id, 'test', now(), ${sql.placeholder("payload")}::jsonb, 1, ${lease}, ${sender}
  from ${channels} where id = ${sql.placeholder("channelId")}::uuid
  returning to_json(d) as delivery, ${ofChannel}`);

const takeAgain = compile<"id" | "sender">(sql`
  update ${deliveries} d set state = 'waiting', tries = 1, next_at = ${lease}, sender = ${sender}, ended_at = null
  where d.id = ${sql.placeholder("id")}::uuid and not (d.state = 'waiting' and d.sender is not null and d.next_at > now())
  returning to_json(d) as delivery, ${ofChannel}`);
