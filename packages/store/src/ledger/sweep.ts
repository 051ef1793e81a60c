import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { dropEnded } from "../people/sweep.ts";
import {
  accessTokens,
  bulkJobs,
  clientSecrets,
  deliveries,
  findings,
  outbox,
  runs,
  secrets,
  secretVersions,
  versions,
} from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";

export interface Swept {
  readonly values: number;
  readonly runs: number;
  /** Events that everybody has been told of, and deliveries that ended. */
  readonly deliveries: number;
  readonly findings: number;
  /** Access tokens and client secrets. */
  readonly tokens: number;
  /** Sessions, links, invitations and tallies of people. */
  readonly people: number;
  /** Commands for many rotations. */
  readonly bulkJobs: number;
}

/**
 * Lets go of what is kept no longer: values of ended credentials after 30 days, runs after 400 days (but never the
 * last 50 of a rotation), events and deliveries, used findings, tokens, client secrets and bulk jobs that ended, after 30 days, and what people
 * left behind. A thousand of each at a time, and ten bulk jobs, which may hold thousands; the audit is kept.
 */
export function sweep(database: Database): Promise<Swept> {
  return transact(database, async (tx) => {
    const [values, ended, delivered, events, used, tokens, clients, jobs, [people]] = await Promise.all([
      tx.ask(eraseValues()),
      tx.ask(dropRuns()),
      tx.ask(dropDelivered()),
      tx.ask(dropTold()),
      tx.ask(dropUsed()),
      tx.ask(dropTokens()),
      tx.ask(dropClientSecrets()),
      tx.ask(dropBulkJobs()),
      tx.ask(dropEnded()),
    ]);
    return {
      values: values.length,
      runs: ended.length,
      deliveries: delivered.length + events.length,
      findings: used.length,
      tokens: tokens.length + clients.length,
      people: Number(people?.n),
      bulkJobs: jobs.length,
    };
  });
}

/** Not what an ordinary secret still shows: the rotation is gone there, and its last value stayed. */
const eraseValues = compile(sql`
  update ${versions} set sealed = null, answer = null where id in (
    select v.id from ${versions} v
    where v.ended_at is not null and (v.sealed is not null or v.answer is not null) and v.ended_at < now() - interval '30 days'
      and v.state in ('revoked', 'rejected', 'overwritten', 'abandoned')
      and not exists (
        select from ${secretVersions} n join ${secrets} s on s.id = n.secret_id and s.version = n.number
        where n.version_id = v.id
      )
    limit 1000
  ) returning id`);

const dropRuns = compile(sql`
  delete from ${runs} where id in (
    select u.id from ${runs} u
    where u.ended_at is not null and u.ended_at < now() - interval '400 days'
      and (select count(*) from (
        select from ${runs} n where n.rotation_id = u.rotation_id
          and (n.created_at, n.id) > (u.created_at, u.id) limit 50
      ) newer) >= 50
    limit 1000
  ) returning id`);

const dropDelivered = compile(sql`
  delete from ${deliveries} where id in (
    select id from ${deliveries} where ended_at < now() - interval '30 days' order by ended_at limit 1000
  ) returning id`);

/** The oldest have the lowest numbers. */
const dropTold = compile(sql`
  delete from ${outbox} where id in (
    select id from (select id, delivered_at from ${outbox} order by id limit 1000) oldest
    where delivered_at < now() - interval '30 days'
  ) returning id`);

const dropUsed = compile(sql`
  delete from ${findings} where id in (
    select id from ${findings} where used_at < now() - interval '30 days' limit 1000
  ) returning id`);

const dropTokens = compile(sql`
  delete from ${accessTokens} where id in (
    select id from ${accessTokens} where expires_at < now() - interval '30 days' limit 1000
  ) returning id`);

const dropClientSecrets = compile(sql`
  delete from ${clientSecrets} where id in (
    select id from ${clientSecrets} where revoked_at < now() - interval '30 days' limit 1000
  ) returning id`);

/** One that was to remove something stays until that is gone, or will not go. */
const dropBulkJobs = compile(sql`
  delete from ${bulkJobs} where id in (
    select id from ${bulkJobs}
    where created_at < now() - interval '30 days' and dealt_at < now() - interval '30 days'
      and (removes is null or closed_at < now() - interval '30 days')
    order by created_at limit 10
  ) returning id`);
