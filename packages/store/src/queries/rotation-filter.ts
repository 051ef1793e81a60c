import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { environments, listings, rotations, runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { isUuid } from "./page.ts";
import { planned } from "./planned.ts";

/** Which rotations; what is absent does not matter. */
export interface RotationFilter {
  /** Ids of projects. */
  readonly projects: "all" | readonly string[];
  readonly type?: string | undefined;
  /** A slug, in whichever project. */
  readonly environment?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly status?: "success" | "failed" | "rotating" | "attention" | undefined;
  /** Beginnings of words of the name or the description, all of them. */
  readonly search?: string | undefined;
}

/** So many matches of a search are sorted in memory; more of them are met soon enough along the way of the order. */
const FEW = 1_000;

/** The filter as a condition on `listings l` and `rotations r`. */
export async function conditionOf(database: Database, filter: RotationFilter): Promise<SQL> {
  const { projects, type, connectionId, status } = filter;
  const listed: SQL[] = [];
  if (projects !== "all") listed.push(sql`l.project_id = any (${uuids(projects)})`);
  if (type !== undefined) listed.push(sql`l.type = ${type}`);
  if (connectionId !== undefined)
    listed.push(isUuid(connectionId) ? sql`l.connection_id = ${connectionId}::uuid` : sql`false`);
  if (filter.environment !== undefined)
    listed.push(
      sql`l.environment_id = any (${uuids(await environmentsCalled(database, filter.environment))})`,
    );
  if (filter.search) listed.push(await searched(database, filter.search, all(listed)));
  return all([...listed, ...(status === undefined ? [] : [STATUSES[status]])]);
}

const all = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);

const uuids = (ids: readonly string[]): SQL => sql`${idList(ids.filter(isUuid))}::uuid[]`;

async function environmentsCalled({ drizzle }: Database, slug: string): Promise<readonly string[]> {
  const found = await drizzle.execute<{ id: string }>(
    sql`select e.id from ${environments} e where e.slug = ${slug}`,
  );
  return found.map(({ id }) => id);
}

/** A text without a letter or a digit is found nowhere. */
async function searched(database: Database, text: string, others: SQL): Promise<SQL> {
  const words = text.match(/[\p{L}\p{N}]+/gu);
  if (!words) return sql`false`;
  const query = words.map((word) => `'${word}':*`).join(" & ");
  const matches = sql`l.words @@ to_tsquery('simple', ${query})`;
  // The planner guesses how often a word begins like that, and guesses badly for rare ones.
  const found = await planned(
    database,
    sql`select l.rotation_id as id from ${listings} l where ${matches} and ${others} limit ${FEW + 1}::int`,
    { never: "seqscan" },
  );
  if (found.length > FEW) return matches;
  return sql`l.rotation_id = any (${uuids(found.map(({ id }) => String(id)))})`;
}

const WAITS = sql`(r.attention is not null or r.held_at is not null)`;

/** A list of its own rather than a look at each row: those that run are few, and both parts have an index. */
const RUNNING = sql`(
  select u.rotation_id from ${runs} u where u.state not in ('done', 'failed', 'cancelled') and u.kind <> 'retire'
  union all
  select d.id from ${rotations} d where d.revoke_asked is not null and d.deleted_at is null)`;

const STATUSES: Readonly<Record<NonNullable<RotationFilter["status"]>, SQL>> = {
  attention: WAITS,
  rotating: sql`not ${WAITS} and r.id in ${RUNNING}`,
  failed: sql`r.last_failed_at is not null and not ${WAITS} and r.id not in ${RUNNING}`,
  success: sql`r.last_failed_at is null and not ${WAITS} and r.id not in ${RUNNING}`,
};
