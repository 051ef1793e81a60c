import { hasEnded } from "./change.ts";
import { type Command, CommandRefused, type Parts } from "./command.ts";
import { active, inState, type RunKind, type Work } from "./model.ts";
import { nextDue } from "./next-due.ts";
import { tell } from "./outcome.ts";
import { newRun } from "./run.ts";

export interface RunRequest {
  readonly kind: Extract<RunKind, "rotate" | "reconcile">;
  readonly requestedBy: string | null;
  /** Ends a superseded credential before its overlap is over. */
  readonly force?: boolean;
}

/** Asks for a run now. */
export const requestRun =
  (parts: Parts, { kind, requestedBy, force = false }: RunRequest): Command =>
  (work, now) => {
    refuseWhileRunning(work);
    refuseWhileStopped(work, kind);
    if (kind === "rotate" && !force) refuseDuringOverlap(work, now);
    const run = newRun(parts, work.rotation, {
      kind,
      trigger: "manual",
      state: "queued",
      requestedBy,
      force,
    });
    return { newRun: run, rotation: { wakeAt: now, attention: null } };
  };

/** Stops the schedule; timed retiring and manual runs go on. */
export const pause = (): Command => (work) => ({
  rotation: { auto: false, nextAt: null },
  events: [tell(work, "rotation.edited", "the schedule is paused")],
});

/** Starts the schedule again; nothing is caught up. */
export const resume =
  (parts: Parts): Command =>
  (work, now) => ({
    rotation: {
      auto: true,
      nextAt: nextDue(parts, { ...work.rotation, auto: true }, now, parts.random.fraction()),
    },
    events: [tell(work, "rotation.edited", "the schedule runs again")],
  });

/** Fields that may change at any time, and those that may not while a run is under way. */
export interface Edit {
  readonly name?: string;
  readonly auto?: boolean;
  readonly schedule?: Work["rotation"]["schedule"];
  readonly overlapMs?: number | null;
  readonly strangers?: "keep" | "replace";
  readonly verifyTimeoutMs?: number | null;
  readonly parameters?: Work["rotation"]["parameters"];
}

export const edit =
  (parts: Parts, patch: Edit): Command =>
  (work, now) => {
    if (patch.parameters) refuseWhileRunning(work);
    const rotation = { ...work.rotation, ...patch };
    const reschedules = patch.schedule !== undefined || patch.auto !== undefined;
    return {
      rotation: {
        ...patch,
        ...(reschedules && { nextAt: nextDue(parts, rotation, now, parts.random.fraction()) }),
      },
      events: [tell(work, "rotation.edited", `changed: ${Object.keys(patch).join(", ")}`)],
    };
  };

/** Ends the overlap now, whoever has not been told yet. */
export const retireNow =
  (parts: Parts, requestedBy: string | null): Command =>
  (work, now) => {
    refuseWhileRunning(work);
    refuseWhileStopped(work, "retire");
    const superseded = inState(work, "superseded");
    if (superseded.length === 0)
      throw new CommandRefused("invalid", "There is no superseded credential to retire.");
    return {
      newRun: newRun(parts, work.rotation, {
        kind: "retire",
        trigger: "manual",
        state: "queued",
        requestedBy,
      }),
      versions: superseded.map((version) => ({ ...version, retireAt: now })),
      rotation: { wakeAt: now },
    };
  };

/** Deletes the rotation together with its credentials; the run in hand is resolved first. */
export const askRevoke =
  (revokeAsked: { readonly deleteSecrets: boolean; readonly requestedBy: string | null }): Command =>
  (work) => ({
    rotation: { revokeAsked },
    events: [tell(work, "rotation.edited", "deletion with revocation was asked for")],
  });

/** Lets the rotation go without touching the target. */
export const forget =
  ({ deleteSecrets }: { readonly deleteSecrets: boolean }): Command =>
  (work, now) => {
    if (work.rotation.leaseUntil && work.rotation.leaseUntil > now) {
      throw new CommandRefused(
        "conflict",
        "A step is under way: try again when it is over.",
        work.run?.id ?? null,
      );
    }
    return {
      remove: { secrets: deleteSecrets ? "delete" : "keep" },
      ...(work.run &&
        !hasEnded(work.run) && {
          run: { state: "cancelled", endedAt: now, message: "the rotation was let go" },
        }),
      events: [tell(work, "rotation.removed", "let go without touching the target")],
    };
  };

/** Takes a run back that has not begun. */
export const cancel = (): Command => (work, now) => {
  const { run } = work;
  if (!run || hasEnded(run)) throw new CommandRefused("invalid", "There is no run to cancel.");
  if (run.state !== "queued" || run.kind === "create") {
    throw new CommandRefused(
      "conflict",
      "The run is past the point of no return: the target may have been asked.",
      run.id,
    );
  }
  return { run: { state: "cancelled", endedAt: now }, rotation: { wakeAt: null } };
};

function refuseWhileRunning({ run }: Work): void {
  if (run && !hasEnded(run))
    throw new CommandRefused("conflict", `A ${run.kind} is under way: run ${run.id}.`, run.id);
}

function refuseWhileStopped({ rotation }: Work, kind: RunKind): void {
  if (rotation.attention && kind !== "reconcile") {
    throw new CommandRefused(
      "conflict",
      `The rotation waits for a person: ${rotation.attention.message}. Release it first.`,
    );
  }
  if (rotation.heldAt) throw new CommandRefused("conflict", "The connection is broken: mend it first.");
}

function refuseDuringOverlap(work: Work, now: Date): void {
  const until = inState(work, "superseded").find(({ retireAt }) => retireAt && retireAt > now)?.retireAt;
  if (until && active(work)) {
    throw new CommandRefused(
      "conflict",
      `The superseded credential is promised until ${until.toISOString()}: use force to end it now.`,
    );
  }
}
