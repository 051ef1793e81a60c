import type { client } from "../../app/trpc.ts";

/** What the server tells of some days. */
export type CalendarAnswer = Awaited<ReturnType<typeof client.insights.calendar.query>>;
export type DayAnswer = CalendarAnswer["days"][number];

/** One thing of a day: a run that has ended, or a start that is planned. */
export interface Entry {
  readonly key: string;
  readonly at: number;
  readonly name: string;
  readonly outcome: "done" | "failed" | "planned";
  /** Where it leads: a past run to itself, a planned one to its rotation. */
  readonly to: { readonly runId: string } | { readonly rotationId: string };
}

type Told = Pick<DayAnswer, "runs" | "starts" | "succeeded" | "failed" | "planned">;

/** What has happened on a day, the failed first, and then what is planned, by time. */
export function entriesOf({ runs, starts }: Pick<Told, "runs" | "starts">): Entry[] {
  const past = runs.map(
    (run): Entry => ({
      key: `run ${run.runId}`,
      at: Date.parse(run.endedAt),
      name: run.rotationName,
      outcome: run.state === "failed" ? "failed" : "done",
      to: { runId: run.runId },
    }),
  );
  const planned = starts.map(
    (start): Entry => ({
      key: `start ${start.rotationId} ${start.at}`,
      at: Date.parse(start.at),
      name: start.rotationName,
      outcome: "planned",
      to: { rotationId: start.rotationId },
    }),
  );
  return [...past, ...planned];
}

/** How many things a day has, those that were not sent among them. */
export const countOf = ({
  succeeded,
  failed,
  planned,
}: Pick<Told, "succeeded" | "failed" | "planned">): number => succeeded + failed + planned.count;

/** "3 done, 1 failed, 12 or more planned"; "nothing". */
export function dayInWords({
  succeeded,
  failed,
  planned,
}: Pick<Told, "succeeded" | "failed" | "planned">): string {
  const parts = [
    ...(succeeded > 0 ? [`${succeeded} done`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(planned.count > 0 ? [`${planned.count}${planned.isMore ? " or more" : ""} planned`] : []),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
