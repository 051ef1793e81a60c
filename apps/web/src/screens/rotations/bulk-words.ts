import type { TableRow } from "./table-query.ts";
import type { BulkJob } from "./use-live-job.ts";

/** What can be started from the list; a job may also be part of deleting a folder. */
export type BulkAction = Exclude<BulkJob["action"], "revoke" | "forget">;
type Chosen = Pick<TableRow, "phase" | "superseded">;

/** As many as one job takes. */
export const MOST_AT_ONCE = 1_000;

export const DEEDS: Readonly<Record<BulkJob["action"], string>> = {
  rotate: "Rotate",
  pause: "Pause",
  resume: "Resume",
  revoke: "Revoke",
  forget: "Forget",
};

/** What rotating these does, in plain words: how many have a gap, and how many credentials end before their time. */
export function rotateEffect(rows: readonly Chosen[]): string {
  const gaps = rows.filter(({ phase }) => phase === "single").length;
  const ends = rows.filter(({ superseded }) => superseded !== null).length;
  return [
    `${many(rows.length, "rotation")} ${rows.length === 1 ? "gets" : "get"} a new credential, one after the other.`,
    gaps > 0 && `${many(gaps, "of them has", "of them have")} a brief gap: the old password ends at once.`,
    ends > 0 &&
      `${many(ends, "superseded credential ends", "superseded credentials end")} before the overlap is over.`,
  ]
    .filter(Boolean)
    .join(" ");
}

const STATES = ["done", "running", "waiting", "attention", "failed", "refused", "cancelled"] as const;

/** How far a job is: "12 of 40 done, 3 running, 1 failed". */
export function progressText({ counts, total }: Pick<BulkJob, "counts" | "total">): string {
  const rest = STATES.filter((state) => state !== "done" && counts[state] > 0).map((state) =>
    state === "attention" ? `${counts[state]} need attention` : `${counts[state]} ${state}`,
  );
  return [`${counts.done} of ${total} done`, ...rest].join(", ");
}

const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
