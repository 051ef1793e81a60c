import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { environments, runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { isUuid } from "./page.ts";

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

/** A filter that is a column of `listings` with one value, or one of several; along an index by name for each. */
export interface Equality {
  readonly name: "connection" | "environment" | "project" | "type";
  readonly column: SQL;
  readonly values: readonly string[];
  readonly type: "uuid" | "text";
}

/** A filter, as it is asked of the database. */
export interface Condition {
  /** Those that leave the fewest first, as a rule. */
  readonly equalities: readonly Equality[];
  readonly status: RotationFilter["status"];
  /** Of the search; `null`: it is not searched. */
  readonly words: readonly string[] | null;
}

export async function conditionOf(database: Database, filter: RotationFilter): Promise<Condition> {
  const { projects, type, environment, connectionId, status, search } = filter;
  const equalities: Equality[] = [];
  const ids = (name: Equality["name"], column: SQL, values: readonly string[]) =>
    equalities.push({ name, column, values: values.filter(isUuid), type: "uuid" });
  if (connectionId !== undefined) ids("connection", sql`l.connection_id`, [connectionId]);
  if (environment !== undefined)
    ids("environment", sql`l.environment_id`, await environmentsCalled(database, environment, projects));
  if (projects !== "all") ids("project", sql`l.project_id`, projects);
  if (type !== undefined)
    equalities.push({ name: "type", column: sql`l.type`, values: [type], type: "text" });
  return { equalities, status, words: search ? wordsOf(search) : null };
}

/** Whether something is looked for that cannot be. */
export const isOfNone = ({ equalities, words }: Condition): boolean =>
  words?.length === 0 || equalities.some(({ values }) => values.length === 0);

/** The whole of it, on `listings l` and `rotations r`. */
export function fits({ equalities, status, words }: Condition): SQL {
  const parts = equalities.map(({ column, values, type }) =>
    type === "text" ? sql`${column} = ${values[0]}` : sql`${column} = any (${idList(values)}::uuid[])`,
  );
  if (words)
    parts.push(sql`l.words @@ to_tsquery('simple', ${words.map((word) => `'${word}':*`).join(" & ")})`);
  if (status) parts.push(STATUSES[status]);
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

/** A text without a letter or a digit is found nowhere. */
const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

async function environmentsCalled(
  { drizzle }: Database,
  slug: string,
  projects: RotationFilter["projects"],
): Promise<readonly string[]> {
  const ofThem =
    projects === "all" ? sql`true` : sql`e.project_id = any (${idList(projects.filter(isUuid))}::uuid[])`;
  const found = await drizzle.execute<{ id: string }>(
    sql`select e.id from ${environments} e where e.slug = ${slug} and ${ofThem}`,
  );
  return found.map(({ id }) => id);
}

const WAITS = sql`(r.attention is not null or r.held_at is not null)`;

/** One look into an index for each rotation: of a list of all that run, nobody knows how long it is. */
const RUNS = sql`(r.revoke_asked is not null or coalesce((select true from ${runs} u where u.rotation_id = r.id
  and u.state not in ('done', 'failed', 'cancelled') and u.kind <> 'retire' limit 1), false))`;

const STATUSES: Readonly<Record<NonNullable<RotationFilter["status"]>, SQL>> = {
  attention: WAITS,
  rotating: sql`not ${WAITS} and ${RUNS}`,
  failed: sql`r.last_failed_at is not null and not ${WAITS} and not ${RUNS}`,
  success: sql`r.last_failed_at is null and not ${WAITS} and not ${RUNS}`,
};
