import type { ScheduleDraft } from "../new-rotation/draft.ts";
import { type Schedule, scheduleOf } from "../new-rotation/schedule.ts";
import type { Rotation, State } from "./rotation.ts";

/** What can be changed of a rotation at any time, as it is being filled in. */
export interface Settings {
  readonly name: string;
  readonly description: string;
  readonly schedule: ScheduleDraft;
  /** `null`: until the run after the next one. */
  readonly overlapHours: number | null;
  readonly strangers: "keep" | "replace";
  /** `null`: as the plugin says. */
  readonly verifyTimeoutSeconds: number | null;
  readonly secretsMapping: Readonly<Record<string, string>>;
}

type Named = Pick<Rotation, "name" | "description" | "secretsMapping">;
type Set = Pick<State, "schedule" | "overlap" | "strangers" | "verifyTimeoutSeconds">;

/** As it is now. */
export const settingsOf = (rotation: Named, state: Set): Settings => ({
  name: rotation.name,
  description: rotation.description ?? "",
  schedule: draftOf(state.schedule),
  overlapHours: state.overlap === "until-next" ? null : state.overlap,
  strangers: state.strangers,
  verifyTimeoutSeconds: state.verifyTimeoutSeconds,
  secretsMapping: rotation.secretsMapping,
});

/** What is sent to change it: only what is another one than before, so that a run under way refuses no more than it must; `null` while something is missing. */
export function changeOf(before: Settings, after: Settings) {
  const schedule = scheduleOf(after.schedule);
  if (!schedule || after.name.trim() === "") return null;
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const mapping = Object.entries(after.secretsMapping).filter(
    ([field, name]) => before.secretsMapping[field] !== name,
  );
  return {
    ...(after.name !== before.name && { name: after.name.trim() }),
    ...(after.description !== before.description && { description: after.description }),
    ...(!isSame(schedule, scheduleOf(before.schedule)) && { schedule }),
    ...(after.overlapHours !== before.overlapHours && {
      overlap: after.overlapHours ?? ("until-next" as const),
    }),
    ...(after.strangers !== before.strangers && { strangers: after.strangers }),
    ...(after.verifyTimeoutSeconds !== before.verifyTimeoutSeconds && {
      verifyTimeoutSeconds: after.verifyTimeoutSeconds,
    }),
    ...(mapping.length > 0 && { secretsMapping: Object.fromEntries(mapping) }),
  };
}

function draftOf(schedule: Schedule): ScheduleDraft {
  const { timeZone, windowMinutes = null, jitterMinutes = null } = schedule;
  const rest = { timeZone, windowMinutes, jitterMinutes };
  if (schedule.kind === "cron")
    return { kind: "cron", days: 30, time: "03:00", expression: schedule.expression, ...rest };
  const { days, at } = schedule;
  const time = [at.hours, at.minutes].map((count) => String(count).padStart(2, "0")).join(":");
  return { kind: "interval", days, time, expression: "", ...rest };
}
