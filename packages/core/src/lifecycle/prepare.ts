import type { Prepare } from "../ports.ts";
import type { RotationProvider } from "../provider.ts";
import { latestStart } from "../schedule/index.ts";
import { type Change, dueAt, hasEnded, isDue, later, mergeChanges, retiresAt, startsAt } from "./change.ts";
import { isFresh } from "./corners.ts";
import { chooseDraft } from "./draft.ts";
import type { Engine } from "./engine.ts";
import { landingMs, plus } from "./job.ts";
import { active, draft, inState, type Run, type Work } from "./model.ts";
import { nextDue } from "./next-due.ts";
import { newRun } from "./run.ts";

/** States in which a holder that vanished may have left a change without an answer. */
const MAY_HAVE_CHANGED = new Set(["retiring", "issuing", "checking", "revoking"]);

/** Decides what a due rotation gets to do, in memory; the ledger writes it with the lease. */
export const prepareWith =
  (engine: Engine): Prepare =>
  async (work, { now }) => {
    const { rotation } = work;
    if (rotation.attention || rotation.heldAt) return null;
    const provider = engine.registry.provider(rotation.type);
    const taken = takeOver(engine, provider, work);
    const due = dueAt(work, now);
    if (!taken && (!due || due > now)) return null;
    const change = await whatIsDue(engine, provider, work, now);
    if (!taken) return change;
    return mergeChanges(taken, change ?? { release: true });
  };

/** The holder before us vanished: what it asked for may still land. */
function takeOver(engine: Engine, provider: RotationProvider, { rotation, run }: Work): Change | null {
  if (!rotation.leaseUntil) return null;
  const quietAt = later(plus(rotation.leaseUntil, landingMs({ engine, provider })), rotation.quietAt);
  if (!run || hasEnded(run)) return { rotation: { quietAt } };
  const unanswered = run.unanswered || MAY_HAVE_CHANGED.has(run.state);
  return {
    rotation: { quietAt, unsettled: [...new Set([...rotation.unsettled, run.label])] },
    run: { unanswered },
  };
}

async function whatIsDue(
  engine: Engine,
  provider: RotationProvider,
  work: Work,
  now: Date,
): Promise<Change | null> {
  const { rotation, run } = work;
  const awake = { rotation: { wakeAt: null } };
  // An older database: nothing is begun and nothing goes on before the published credential was seen to work.
  if (rotation.mustVerify) return awake;
  if (run && !hasEnded(run))
    return run.state === "queued" ? await begin(engine, provider, work, run, now) : awake;
  const retires = inState(work, "superseded").some((version) => isDue(retiresAt(work, version), now));
  if (work.findings.length > 0 || isDue(rotation.quietAt, now)) return awake;
  if (inState(work, "revoking").length > 0 || retires) {
    return {
      ...awake,
      newRun: newRun(engine, rotation, { kind: "retire", trigger: "schedule", state: "retiring" }),
    };
  }
  // While a call may still land, nothing that chooses or ends a value begins.
  const begun = rotation.quietAt ? null : await beginDue(engine, provider, work, now);
  return begun ?? (isDue(rotation.checkAt, now) ? awake : null);
}

/** The deletion or the scheduled run whose time has come. */
async function beginDue(
  engine: Engine,
  provider: RotationProvider,
  work: Work,
  now: Date,
): Promise<Change | null> {
  const { rotation } = work;
  if (rotation.revokeAsked) {
    const { requestedBy } = rotation.revokeAsked;
    const run = newRun(engine, rotation, {
      kind: "revoke",
      trigger: "manual",
      state: "revoking",
      requestedBy,
    });
    return { rotation: { wakeAt: null }, newRun: run };
  }
  return isDue(startsAt(work), now) ? await beginScheduled(engine, provider, work, now) : null;
}

/** A start that comes too late for its window waits for the next date; one too early for an overlap waits for its end. */
async function beginScheduled(
  engine: Engine,
  provider: RotationProvider,
  work: Work,
  now: Date,
): Promise<Change> {
  const { rotation } = work;
  const closes = rotation.nextAt && latestStart(rotation.schedule, rotation.nextAt, engine.cron);
  if (closes && closes < now) {
    return { release: true, rotation: { nextAt: nextDue(engine, rotation, now, engine.random.fraction()) } };
  }
  const earliest = overlapOver(engine, work);
  if (earliest && earliest > now) return { release: true, rotation: { wakeAt: earliest } };
  const run = newRun(engine, rotation, { kind: "rotate", trigger: "schedule", state: "queued" });
  const change = await begin(engine, provider, work, run, now);
  return { ...change, newRun: { ...run, ...change.run } };
}

/** When a scheduled run may end the superseded credential. */
function overlapOver(engine: Engine, work: Work): Date | null {
  const [superseded] = inState(work, "superseded");
  const promotedAt = active(work)?.promotedAt;
  if (!superseded || !promotedAt) return null;
  return later(plus(promotedAt, engine.limits.minOverlapMs), superseded.retireAt);
}

const FIRST_STATE = { retire: "retiring", reconcile: "checking", revoke: "revoking" } as const;

/** The first flush of a run: where it starts, and its draft where the value is ours to choose. */
async function begin(
  engine: Engine,
  provider: RotationProvider,
  work: Work,
  run: Run,
  now: Date,
): Promise<Change> {
  const { rotation } = work;
  const awake = { wakeAt: null };
  if (run.kind !== "create" && run.kind !== "rotate")
    return { rotation: awake, run: { state: FIRST_STATE[run.kind] } };
  if (rotation.quietAt && rotation.quietAt > now)
    return { release: true, rotation: { wakeAt: rotation.quietAt } };
  if (run.adopts) return { rotation: awake, run: { state: "issued", issuedAt: now } };
  if (inState(work, "revoking").length > 0) return { rotation: awake, run: { state: "retiring" } };
  const state = needsSlot(provider, work) ? "retiring" : "issuing";
  if (provider.origin === "granted" || draft(work)) return { rotation: awake, run: { state } };
  const row = await chooseDraft(engine, provider, work, run, 1);
  return { rotation: { ...awake, lastNumber: row.number }, run: { state, draftAttempt: 1 }, versions: [row] };
}

/** The target holds no more than these: the superseded one must go first. */
function needsSlot(provider: RotationProvider, work: Work): boolean {
  if (!isFresh(provider) || provider.capacity === undefined) return false;
  const superseded = inState(work, "superseded").length;
  return superseded > 0 && superseded + (active(work) ? 1 : 0) >= provider.capacity;
}
