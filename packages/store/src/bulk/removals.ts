import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { bulkItems, bulkJobs, folders, rotations } from "../schema/index.ts";
import { type BulkJob, type Emptied, JOB, toBulkJob } from "./jobs.ts";

/** A rotation in what is to be removed. */
export interface CarriedRotation {
  readonly id: string;
  readonly name: string;
  /** It rotates the account that its connection logs in with. */
  readonly ownAccount: boolean;
}

/** Jobs that empty a folder, an environment or a project, which then goes. */
export const removalQueries = ({ drizzle }: Database) => ({
  /** By name. */
  carriedBy: (what: Emptied): Promise<readonly CarriedRotation[]> =>
    guarded(
      async () =>
        await drizzle.execute<CarriedRotation & Record<string, unknown>>(sql`
          select r.id, r.name, r.own_account as "ownAccount" from ${rotations} r
          where r.deleted_at is null and ${within(what)} order by r.name, r.id`),
    ),
  /** The one that is not closed. */
  findRemoval: (id: string): Promise<BulkJob | null> =>
    guarded(async () => {
      const [row] = await drizzle.execute(sql`
        select ${JOB} from ${bulkJobs} j where j.removes_id = ${id}::uuid and j.closed_at is null`);
      return row ? toBulkJob(row) : null;
    }),
  /** Those whose rotations have all gone: this one, or all. */
  emptied: (id: string | null): Promise<readonly BulkJob[]> =>
    guarded(async () => {
      const found = await drizzle.execute(sql`
        select ${JOB} from ${bulkJobs} j
        where j.removes_id is not null and j.closed_at is null and j.dealt_at is not null
          and (${id}::uuid is null or j.id = ${id}::uuid)
          and not exists (select from ${bulkItems} i join ${rotations} r on r.id = i.rotation_id
            where i.job_id = j.id and r.deleted_at is null)
        order by j.created_at limit 100`);
      return found.map(toBulkJob);
    }),
});

function within({ kind, id }: Emptied) {
  if (kind === "project") return sql`r.project_id = ${id}::uuid`;
  if (kind === "environment")
    return sql`r.folder_id in (select f.id from ${folders} f where f.environment_id = ${id}::uuid)`;
  const top = sql`(select environment_id, path from ${folders} where id = ${id}::uuid)`;
  return sql`r.folder_id in (
    select f.id from ${top} top join ${folders} f on f.environment_id = top.environment_id
    where f.path = top.path or (f.path ~>=~ (top.path || '/') and f.path ~<~ (top.path || '0')))`;
}
