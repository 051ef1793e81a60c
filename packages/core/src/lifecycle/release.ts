import { type Change, hasEnded } from "./change.ts";
import { type Command, CommandRefused, type Parts } from "./command.ts";
import { newVersion } from "./draft.ts";
import { type Attention, type Decision, draft, type Version, type Work } from "./model.ts";
import { tell } from "./outcome.ts";
import { newRun } from "./run.ts";

/** Goes on after attention; the decision is required where an outcome is open. */
export const release =
  (parts: Parts, decision?: Decision): Command =>
  (work, now) => {
    const { attention } = work.rotation;
    if (!attention) throw new CommandRefused("invalid", "Nothing waits for a decision here.");
    if (attention.decisions.length > 0 && (!decision || !attention.decisions.includes(decision))) {
      throw new CommandRefused(
        "invalid",
        `A decision is needed: ${attention.decisions.join(" or ")}. ${attention.message}`,
      );
    }
    const running = work.run && !hasEnded(work.run);
    const change = decided(parts, work, attention, decision, now);
    return {
      ...change,
      rotation: {
        attention: null,
        failures: 0,
        mustVerify: false,
        wakeAt: running ? now : null,
        ...(attention.code === "failed-repeatedly" && work.rotation.auto && { nextAt: now }),
        ...change.rotation,
      },
      events: [tell(work, "rotation.edited", `released${decision ? `: ${decision}` : ""}`)],
    };
  };

function decided(
  parts: Parts,
  work: Work,
  attention: Attention,
  decision: Decision | undefined,
  now: Date,
): Change {
  const { opening } = work.rotation;
  const row = draft(work);
  if (attention.code === "credential-unknown" && opening) {
    if (decision === "not-ours") {
      return { rotation: { opening: { ...opening, baseline: [...opening.baseline, ...attention.handles] } } };
    }
    return {
      rotation: { lastNumber: work.rotation.lastNumber + attention.handles.length },
      run: { state: "retiring" },
      versions: attention.handles.map((handle, index) => orphanRow(parts, work, handle, index)),
    };
  }
  if (attention.code === "old-credential-dead" && row) {
    if (decision === "take-new") return { run: { state: "verified" } };
    return {
      run: { state: "issuing", unanswered: false, tries: 0 },
      versions: [{ ...row, state: "rejected", endedAt: now }],
    };
  }
  if (attention.code === "active-refused" && !(work.run && !hasEnded(work.run))) {
    return {
      newRun: newRun(parts, work.rotation, { kind: "reconcile", trigger: "manual", state: "queued" }),
      rotation: { wakeAt: now },
    };
  }
  return {};
}

const orphanRow = (parts: Parts, work: Work, handle: string, index: number): Version =>
  newVersion(parts, {
    number: work.rotation.lastNumber + 1 + index,
    handle,
    exclusive: true,
    state: "revoking",
    runId: work.run?.id ?? work.rotation.id,
  });
