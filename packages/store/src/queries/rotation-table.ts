import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import type { Page } from "./page.ts";
import type { RotationOrder } from "./rotation-orders.ts";
import { type RotationQuery, rotationPage } from "./rotation-page.ts";
import { rotationsWith, type StoredRotation } from "./stored-rotations.ts";

/** How one try ended, or that it has not. */
export interface RunOutcome {
  readonly runId: string;
  readonly kind: "create" | "rotate" | "reconcile";
  readonly outcome: "done" | "failed" | "running";
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface TableRow extends StoredRotation {
  /** Of the last ten tries, the newest first. */
  readonly outcomes: readonly RunOutcome[];
}

export type TableQuery = RotationQuery & RotationOrder & { readonly limit: number };

/** What the table of all rotations shows. */
export const rotationTable =
  (database: Database) =>
  (query: TableQuery): Promise<Page<TableRow>> =>
    guarded(async () => {
      const { items: ids, next } = await rotationPage(database, query);
      const [found, outcomes] = await Promise.all([rotationsWith(database, ids), outcomesOf(database, ids)]);
      const items = found.map((one) => ({ ...one, outcomes: outcomes.get(one.rotation.id) ?? [] }));
      return { items, next };
    });

/** Built by the query below. */
interface Found extends Record<string, unknown> {
  readonly id: string;
  readonly outcomes: readonly (Pick<RunOutcome, "runId" | "kind"> & {
    readonly state: string;
    readonly startedAt: string;
    readonly endedAt: string | null;
  })[];
}

async function outcomesOf(
  { drizzle }: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RunOutcome[]>> {
  if (ids.length === 0) return new Map();
  const rows = await drizzle.execute<Found>(sql`
    select x.id, coalesce((select json_agg(o) from (
      select u.id as "runId", u.kind, u.state, u.created_at as "startedAt", u.ended_at as "endedAt" from ${runs} u
      where u.rotation_id = x.id and u.kind in ('create', 'rotate', 'reconcile') and u.state <> 'cancelled'
      order by u.created_at desc, u.id desc limit 10) o), '[]') as outcomes
    from unnest(${idList(ids)}::uuid[]) x (id)`);
  return new Map(rows.map(({ id, outcomes }) => [id, outcomes.map(toOutcome)]));
}

const toOutcome = ({ runId, kind, state, startedAt, endedAt }: Found["outcomes"][number]): RunOutcome => ({
  runId,
  kind,
  outcome: state === "done" || state === "failed" ? state : "running",
  startedAt: new Date(startedAt),
  endedAt: endedAt === null ? null : new Date(endedAt),
});
