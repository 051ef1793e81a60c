import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toJson } from "../rows.ts";
import { rotations, runs } from "../schema/index.ts";
import type { CurrentStep } from "../schema/runs.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";
import { OPEN } from "./work.ts";

export interface NewCurrentStep {
  readonly runId: string;
  /** The id of the data folder whose process takes the step. */
  readonly owner: string;
  readonly step: Omit<CurrentStep, "fence">;
}

/**
 * Notes for those who watch that a run is at a step, and tells them, without waiting for the disk. Writes nothing when
 * that step has ended meanwhile or the lease is somebody else's.
 */
export function noteCurrentStep(database: Database, { runId, owner, step }: NewCurrentStep): Promise<void> {
  const ended = toJson([{ name: step.name, attempt: step.attempt }]);
  return guarded(async () => void (await run(database, note({ runId, owner, step: toJson(step), ended }))));
}

// A save that comes between is waited for, and the condition is then looked at again.
const note = compile<"runId" | "owner" | "step" | "ended">(sql`
  with noted as (
    update ${runs} u
    set current_step = ${sql.placeholder("step")}::jsonb || jsonb_build_object('fence', r.fence)
    from ${rotations} r
    where u.id = ${sql.placeholder("runId")}::uuid and r.id = u.rotation_id and r.lease_until > now()
      and r.lease_owner = ${sql.placeholder("owner")} and u.${OPEN}
      and not u.steps @> ${sql.placeholder("ended")}::jsonb
    returning u.id
  )
  select set_config('synchronous_commit', 'off', true), pg_notify('turnbolt_runs', id::text) from noted`);
