import { bigint, bigserial, boolean, date, integer, unique, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";
import { projects } from "./tree.ts";

/** Runs that have ended and are not counted yet. A trigger writes them with the end of the run. */
export const runEnds = turnbolt.table("run_ends", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  runId: uuid("run_id").notNull(),
  projectId: uuid("project_id").notNull(),
  endedAt: instant("ended_at").notNull(),
  succeeded: boolean("succeeded").notNull(),
  durationMs: bigint("duration_ms", { mode: "number" }).notNull(),
});

/** What the runs of a day came to: of each project, and, without a project, of all of them. */
export const runDays = turnbolt.table(
  "run_days",
  {
    projectId: uuid("project_id").references(() => projects.id, { onDelete: "cascade" }),
    /** In UTC. */
    day: date("day", { mode: "string" }).notNull(),
    succeeded: integer("succeeded").notNull(),
    failed: integer("failed").notNull(),
    /** How many successful runs took how long; `durations.ts` says which place is which length. */
    durations: integer("durations").array().notNull(),
    /** A few of them, for who looks at the day. */
    failedRuns: uuid("failed_runs").array().notNull(),
    doneRuns: uuid("done_runs").array().notNull(),
  },
  (table) => [unique("run_days_day").on(table.projectId, table.day).nullsNotDistinct()],
);
