import {
  type Engine,
  hasEnded,
  nextDates,
  type Rotation,
  type RotationProvider,
  type Schedule,
  type Version,
  type Work,
} from "@turnbolt/core";
import { runView } from "../runs/view.ts";
import type { StoredRotation } from "../store.ts";
import { msToHours } from "./schema.ts";

/** How a rotation is doing, in one word. */
export type RotationStatus = "new" | "rotating" | "success" | "failed" | "held" | "attention";

/** A rotation as people and programs see it: no value, nothing sealed. */
export function rotationView(
  { rotation, run, place, ...stored }: StoredRotation,
  provider: RotationProvider | null,
) {
  return {
    id: rotation.id,
    type: rotation.type,
    title: provider?.title ?? rotation.type,
    name: rotation.name,
    description: stored.description,
    project: place.project,
    environment: place.environment,
    secretPath: place.path,
    connection: stored.connection,
    phase: provider?.phase ?? null,
    origin: provider?.origin ?? null,
    parameters: rotation.parameters,
    secretsMapping: stored.mapping,
    schedule: rotation.schedule,
    auto: rotation.auto,
    overlapHours: msToHours(rotation.overlapMs),
    strangers: rotation.strangers,
    verifyTimeoutSeconds: rotation.verifyTimeoutMs === null ? null : rotation.verifyTimeoutMs / 1000,
    status: statusOf(rotation, run),
    attention: rotation.attention,
    heldAt: rotation.heldAt,
    deletionAsked: rotation.revokeAsked !== null,
    lastRotatedAt: rotation.lastRotatedAt,
    isLastRotationManual: rotation.lastManual,
    nextRotationAt: rotation.nextAt,
    createdAt: rotation.createdAt,
    updatedAt: stored.updatedAt,
    run: run && runView(run),
  };
}

export type RotationView = ReturnType<typeof rotationView>;

/** What is known about one credential of ours; never its value. */
export const versionView = ({ number, handle, state, createdAt, promotedAt, retireAt }: Version) => ({
  number,
  handle,
  state,
  createdAt,
  promotedAt,
  retireAt,
});

/** A rotation with its credentials and the dates to come. */
export function detailedView(
  engine: Pick<Engine, "cron" | "clock">,
  stored: StoredRotation,
  work: Work,
  provider: RotationProvider | null,
) {
  return {
    ...rotationView({ ...stored, rotation: work.rotation, run: work.run ?? stored.run }, provider),
    versions: work.versions.map(versionView),
    nextDates: datesOf(engine, work.rotation),
  };
}

/** The next five starts; the first one carries its jitter already. */
function datesOf(
  engine: Pick<Engine, "cron" | "clock">,
  { auto, nextAt, schedule }: Rotation,
): readonly Date[] {
  if (!auto) return [];
  if (!nextAt) return datesFrom(engine, schedule, 5);
  return [nextAt, ...nextDates(schedule, nextAt, 4, engine.cron)];
}

export const datesFrom = (
  { cron, clock }: Pick<Engine, "cron" | "clock">,
  schedule: Schedule,
  count: number,
): readonly Date[] => nextDates(schedule, clock.now(), count, cron);

function statusOf(
  { attention, heldAt, lastRotatedAt }: Rotation,
  run: StoredRotation["run"],
): RotationStatus {
  if (attention) return "attention";
  if (heldAt) return "held";
  if (run && !hasEnded(run)) return "rotating";
  if (run?.state === "failed") return "failed";
  return lastRotatedAt ? "success" : "new";
}
