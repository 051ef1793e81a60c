import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { bulkItems, bulkJobs, rotations, runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { type BulkJob, JOB, toBulkJob } from "./jobs.ts";
import { removalQueries } from "./removals.ts";

const STATES = ["waiting", "running", "attention", "done", "failed", "refused", "cancelled"] as const;

/** How many rotations of a job are where. */
export type BulkProgress = Readonly<Record<(typeof STATES)[number], number>>;

export interface BulkItem {
  readonly rotationId: string;
  readonly rotationName: string | null;
  /** Where the rotation is or was; `null` where there never was one. */
  readonly projectId: string | null;
  readonly state: keyof BulkProgress;
  readonly runId: string | null;
  readonly message: string | null;
}

/** A run of a job that nobody has begun. */
export interface QueuedRun {
  readonly runId: string;
  readonly rotationId: string;
  readonly projectId: string;
}

export const bulkQueries = (database: Database) => ({
  ...removalQueries(database),
  ...jobQueries(database),
});

const jobQueries = ({ drizzle }: Database) => ({
  /** Which of these rotations there are, and in which projects. */
  projectsOf: (rotationIds: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    guarded(async () => {
      const found = await drizzle.execute<{ id: string; project_id: string }>(sql`
        select id, project_id from ${rotations}
        where id = any (${idList(rotationIds.filter(isUuid))}::uuid[]) and deleted_at is null`);
      return new Map(found.map(({ id, project_id }) => [id, project_id]));
    }),
  find: (id: string): Promise<BulkJob | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await drizzle.execute(sql`select ${JOB} from ${bulkJobs} j where j.id = ${id}::uuid`);
      return row ? toBulkJob(row) : null;
    }),
  /** The job that a person's request began before, if it did. */
  findByRequest: (requestKey: string, requestedBy: string): Promise<BulkJob | null> =>
    guarded(async () => {
      const [row] = await drizzle.execute(sql`
        select ${JOB} from ${bulkJobs} j where j.requested_by = ${requestedBy} and j.request_key = ${requestKey}`);
      return row ? toBulkJob(row) : null;
    }),
  /** Is it about these rotations, each of them and no other? */
  isAbout: (id: string, rotationIds: readonly string[]): Promise<boolean> =>
    guarded(async () => {
      const [row] = await drizzle.execute<{ same: boolean }>(sql`
        select count(*) = ${rotationIds.length}::int and
          bool_and(i.rotation_id = any (${idList(rotationIds.filter(isUuid))}::uuid[])) as same
        from ${bulkItems} i where i.job_id = ${id}::uuid`);
      return row?.same === true;
    }),
  progress: (id: string): Promise<BulkProgress> =>
    guarded(async () => {
      const counts = STATES.map(
        (state) => sql`count(*) filter (where i.state = ${sql.raw(`'${state}'`)})::int as ${sql.raw(state)}`,
      );
      const [row] = await drizzle.execute<Record<string, number>>(sql`
        select ${sql.join(counts, sql`, `)} from (
          select ${STATE} as state from ${ITEMS} where i.job_id = ${id}::uuid
        ) i`);
      return Object.fromEntries(STATES.map((state) => [state, row?.[state] ?? 0])) as BulkProgress; // each of them
    }),
  /** Its runs that have not ended. */
  openRuns: (id: string): Promise<readonly string[]> =>
    guarded(async () => {
      const found = await drizzle.execute<{ id: string }>(sql`
        select u.id from ${bulkItems} i join ${runs} u on u.id = i.run_id
        where i.job_id = ${id}::uuid and u.ended_at is null order by i.position`);
      return found.map((run) => run.id);
    }),
  /** Its runs that have not begun. */
  queuedRuns: (id: string): Promise<readonly QueuedRun[]> =>
    guarded(
      async () =>
        await drizzle.execute<QueuedRun & Record<string, unknown>>(sql`
          select u.id as "runId", r.id as "rotationId", r.project_id as "projectId" from ${bulkItems} i
          join ${runs} u on u.id = i.run_id join ${rotations} r on r.id = u.rotation_id
          where i.job_id = ${id}::uuid and u.state = 'queued' order by i.position`),
    ),
  items: (query: {
    readonly jobId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<BulkItem>> =>
    guarded(async () => {
      const { jobId, limit } = query;
      const after = /^\d{1,9}$/.test(query.cursor ?? "") ? Number(query.cursor) : -1;
      const found = await drizzle.execute<BulkItem & { position: number } & Record<string, unknown>>(sql`
        select i.position, i.rotation_id as "rotationId", r.name as "rotationName", r.project_id as "projectId", ${STATE} as state, i.run_id as "runId",
          coalesce(i.message, u.message, u.failure) as message
        from ${ITEMS} where i.job_id = ${jobId}::uuid and i.position > ${after}::int
        order by i.position limit ${limit + 1}::int`);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const next = found.length > limit && last ? String(last.position) : null;
      return { items: items.map(({ position: _, ...item }) => item), next };
    }),
  /** The newest first: those of a person, or of everybody. */
  list: (query: {
    readonly requestedBy: string | null;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<BulkJob>> =>
    guarded(async () => {
      const { requestedBy, limit, cursor } = query;
      const [column, id] = [sql`j.created_at`, sql`j.id`];
      const page = paged({ column, id, type: "timestamptz", descending: true, cursor });
      const whose = requestedBy === null ? sql`true` : sql`j.requested_by = ${requestedBy}`;
      const found = await drizzle.execute(sql`
        select ${JOB} from ${bulkJobs} j where ${whose} and ${page.where}
        order by ${page.orderBy} limit ${limit + 1}::int`);
      return pageOf(found.map(toBulkJob), limit, (job) => ({ value: job.createdAt, id: job.id }));
    }),
});

const ITEMS = sql`${bulkItems} i left join ${runs} u on u.id = i.run_id left join ${rotations} r on r.id = i.rotation_id`;

/** What became of an item: its run says it, where it has one, and otherwise whether the rotation is gone; a run that is kept no longer has ended long ago. */
const STATE = sql`case
  when i.state <> 'asked' then i.state
  when i.run_id is null and (r.id is null or r.deleted_at is not null) then 'done'
  when i.run_id is null and r.attention is null and r.held_at is null then 'running'
  when i.run_id is null then 'attention'
  when u.state = 'failed' or u.state = 'cancelled' then u.state
  when u.id is null or u.ended_at is not null then 'done'
  when r.attention is not null or r.held_at is not null then 'attention'
  else 'running' end`;
