/** A schedule as the API has it. */
export type Schedule = (
  | {
      readonly kind: "interval";
      readonly days: number;
      readonly at: { readonly hours: number; readonly minutes: number };
    }
  | { readonly kind: "cron"; readonly expression: string }
) & {
  readonly timeZone: string;
  readonly windowMinutes?: number | undefined;
  readonly jitterMinutes?: number | undefined;
};

/** "Every 30 days at 03:00 UTC, within 60 min". */
export function scheduleInWords(schedule: Schedule): string {
  const { timeZone, windowMinutes, jitterMinutes } = schedule;
  const base =
    schedule.kind === "cron"
      ? `By cron ${schedule.expression} in ${timeZone}`
      : `${schedule.days === 1 ? "Every day" : `Every ${schedule.days} days`} at ${clock(schedule.at)} ${timeZone}`;
  return [
    base,
    ...(windowMinutes === undefined ? [] : [`begun within ${windowMinutes} min or not that time`]),
    ...(jitterMinutes ? [`spread over ${jitterMinutes} min`] : []),
  ].join(", ");
}

const clock = ({ hours, minutes }: { readonly hours: number; readonly minutes: number }): string =>
  `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
