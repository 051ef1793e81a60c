import { nextRotation } from "../schedule/index.ts";
import type { Engine } from "./engine.ts";
import type { Rotation } from "./model.ts";

/** The next scheduled run; `null` while the schedule is paused. The jitter is drawn once, by the caller. */
export function nextDue(
  engine: Pick<Engine, "cron">,
  rotation: Pick<Rotation, "auto" | "schedule" | "lastRotatedAt" | "lastManual">,
  now: Date,
  jitter: number,
): Date | null {
  if (!rotation.auto) return null;
  return nextRotation({
    schedule: rotation.schedule,
    last: rotation.lastRotatedAt,
    lastWasManual: rotation.lastManual,
    now,
    cron: engine.cron,
    random: () => jitter,
  });
}
