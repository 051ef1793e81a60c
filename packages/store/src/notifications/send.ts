import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { fromJsonRow, toJson } from "../rows.ts";
import { channels, deliveries } from "../schema/index.ts";
import type { DeliveryAttempt } from "../schema/notifications.ts";
import { compile, idList, NOW } from "../statement.ts";
import { type Row, run } from "../transaction.ts";
import type { Channel } from "./channels.ts";
import type { Delivery } from "./deliveries.ts";
import { announce, wakeTold } from "./untold.ts";

/** A delivery in the hands of one sender for a while: others may have it after that. */
export interface Claimed {
  readonly delivery: Delivery;
  readonly channel: Channel;
}

/** A sender that has not settled a delivery after so long has died, and somebody else sends it again. */
export const MAY_TAKE_MS = 60_000;

/** So many attempts are remembered. */
const REMEMBERED = 30;

/** What of a claimed delivery says that it is in somebody's hands. */
export interface InHands {
  readonly delivery: Pick<Delivery, "id" | "tries">;
}

export interface SendRequest {
  /** The id of the sender's data folder. */
  readonly owner: string;
  readonly limit: number;
  /** At most so many of one channel. */
  readonly perChannel: number;
  /** Channels that this sender has enough of. */
  readonly full: readonly string[];
}

/** What becomes of a delivery after an attempt. */
export type Outcome = "delivered" | "given-up" | { readonly againInMs: number };

export const sendStore = (database: Database) => ({
  /** Takes what is due, the oldest of each channel, whatever else waits for other channels. */
  claim: ({ owner, limit, perChannel, full }: SendRequest): Promise<readonly Claimed[]> =>
    guarded(async () => {
      const rows = await run(database, claim({ sender: owner, limit, perChannel, full: idList(full) }));
      return rows.map(claimed);
    }),
  /** Writes an attempt down. One that came after somebody else took over counts only if it was taken there. */
  settle: ({ delivery: { id, tries } }: InHands, attempt: DeliveryAttempt, outcome: Outcome): Promise<void> =>
    guarded(async () => {
      const again = typeof outcome === "object";
      await run(
        database,
        settle({
          id,
          tries,
          attempt: toJson([attempt]),
          state: again ? "waiting" : outcome,
          wait: again ? outcome.againInMs : 0,
        }),
      );
    }),
  /** Takes up at once what this data folder's last process was about to send. */
  takeUp: (owner: string): Promise<void> =>
    guarded(async () => void (await run(database, takeUp({ sender: owner })))),
  /** How long until the next delivery is due that is not due yet; `null` when none waits. */
  dueInMs: (): Promise<number | null> =>
    guarded(async () => {
      const [row] = await run(database, nextDue());
      return row?.ms === null || row?.ms === undefined ? null : Number(row.ms);
    }),
});

export const claimed = ({ delivery, channel }: Row): Claimed => ({
  delivery: fromJsonRow(deliveries, delivery),
  channel: fromJsonRow(channels, channel),
});

const sender = sql`${sql.placeholder("sender")}::text`;

/** Channel by channel along the index, so that what waits for one of them is no load on the others. */
const claim = compile<"sender" | "limit" | "perChannel" | "full">(sql`
  with recursive waiting (channel_id) as (
    (select channel_id from ${deliveries} where state = 'waiting' order by channel_id limit 1)
    union all
    select (select d.channel_id from ${deliveries} d where d.state = 'waiting' and d.channel_id > w.channel_id
      order by d.channel_id limit 1)
    from waiting w where w.channel_id is not null
  ), due as (
    select d.id from waiting w cross join lateral (
      select d.id from ${deliveries} d where d.channel_id = w.channel_id and d.state = 'waiting' and d.next_at <= now()
      order by d.next_at limit ${sql.placeholder("perChannel")}::int for update skip locked
    ) d
    where w.channel_id is not null and w.channel_id <> all (${sql.placeholder("full")}::uuid[])
    limit ${sql.placeholder("limit")}::int
  )
  update ${deliveries} d set tries = d.tries + 1, sender = ${sender},
    next_at = ${NOW} + ${sql.raw(`interval '${MAY_TAKE_MS} ms'`)}
  from ${channels} c where d.id in (select id from due) and c.id = d.channel_id
  returning to_json(d) as delivery, to_json(c) as channel`);

const state = sql`${sql.placeholder("state")}::text`;
const settle = compile<"id" | "tries" | "attempt" | "state" | "wait">(sql`
  with settled as (
  update ${deliveries} d set state = ${state}, sender = null,
    attempts = jsonb_path_query_array(d.attempts || ${sql.placeholder("attempt")}::jsonb,
      ${sql.raw(`'$[last - ${REMEMBERED - 1} to last]'`)}),
    next_at = ${NOW} + ${sql.placeholder("wait")}::int * interval '1 ms',
    ended_at = case when ${state} <> 'waiting' then ${NOW} end
  where d.id = ${sql.placeholder("id")}::uuid and d.state = 'waiting'
    and (d.tries = ${sql.placeholder("tries")}::int or ${state} = 'delivered')
  returning d.rotation_id
  ), woken as (${wakeTold(sql`select rotation_id from settled where ${state} <> 'waiting'`)})
  ${announce(sql`woken`)}`);

const takeUp = compile<"sender">(sql`
  update ${deliveries} set next_at = ${NOW}, sender = null
  where state = 'waiting' and sender = ${sender} and next_at > now()`);

const nextDue = compile(sql`
  select ceil(extract(epoch from min(next_at) - now()) * 1000)::int as ms from ${deliveries}
  where state = 'waiting' and next_at > now()`);
