import {
  type Engine,
  hasEnded,
  nextDates,
  type Rotation,
  type RotationProvider,
  type Schedule,
} from "@turnbolt/core";
import type { StoredCredential, StoredRotation } from "../store.ts";
import { overlapOf } from "./schema-fields.ts";
import type { RotationState } from "./schema-state.ts";

type Clocks = Pick<Engine, "cron" | "clock">;

/** What is ours beyond the contract's rotation. */
export function stateView(
  clocks: Clocks,
  { rotation, run }: StoredRotation,
  credentials: readonly StoredCredential[],
  provider: RotationProvider | null,
): RotationState {
  const open = run && !hasEnded(run) ? run : null;
  return {
    phase: provider?.phase ?? null,
    origin: provider?.origin ?? null,
    state: stateOf(rotation, open !== null),
    schedule: rotation.schedule,
    overlap: overlapOf(rotation.overlapMs),
    strangers: rotation.strangers,
    verifyTimeoutSeconds: rotation.verifyTimeoutMs === null ? null : rotation.verifyTimeoutMs / 1000,
    nextRuns: nextRuns(clocks, rotation),
    currentRunId: open?.id ?? null,
    attention: rotation.attention && {
      ...rotation.attention,
      handles: [...rotation.attention.handles],
      decisions: [...rotation.attention.decisions],
    },
    credentials: credentials.map(({ number, retireAt, ...credential }) => ({
      version: number,
      ...credential,
      revokeAt: retireAt,
    })),
  };
}

/** The dates of any schedule, from now on. */
export const datesFrom = ({ cron, clock }: Clocks, schedule: Schedule, count: number): Date[] =>
  nextDates(schedule, clock.now(), count, cron);

/** The next five starts; the first one carries its jitter already. */
function nextRuns(clocks: Clocks, { auto, nextAt, schedule }: Rotation): Date[] {
  if (!auto) return [];
  if (!nextAt) return datesFrom(clocks, schedule, 5);
  return [nextAt, ...nextDates(schedule, nextAt, 4, clocks.cron)];
}

/** Where it stands, in one word. */
export function stateOf(rotation: Rotation, runs: boolean): RotationState["state"] {
  if (rotation.attention) return "attention";
  if (rotation.heldAt) return "held";
  if (rotation.revokeAsked) return "deleting";
  if (runs) return "running";
  if (!rotation.lastRotatedAt) return "new";
  return rotation.auto ? "idle" : "paused";
}
