import type { Answer } from "./call.ts";
import { type Change, hasEnded, type LifecycleEvent } from "./change.ts";
import { type Job, type Next, note, plus } from "./job.ts";
import { type Attention, active, draft, type Run, type Work } from "./model.ts";

/** Pauses between tries without a definite answer: doubling from one second, at most a quarter of an hour. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 900_000;
/** So many tries in a row without an answer are worth one alert; the work goes on. */
const ALERT_AFTER = 8;
/** A schedule tries again after 1, 5 and 30 minutes and 2 hours; the fifth failure asks a person. */
const RETRY_AFTER_MS = [60_000, 300_000, 1_800_000, 7_200_000];

/** An answer that is not yes. */
export type No = Extract<Answer<unknown>, { ok: false }>;

/** Comes back later on the same draft, with growing pauses. */
export function comeBack(job: Job, { message, retryAfterMs }: Pick<No, "message" | "retryAfterMs">): Next {
  const { clock, random } = job.engine;
  const tries = (job.work.run?.tries ?? 0) + 1;
  const grown = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 20), LONGEST_PAUSE_MS);
  const at = plus(clock.now(), retryAfterMs ?? grown * (0.75 + random.fraction() / 2));
  note(job, (work) => ({ run: { tries, message: `${message}; ${remoteSide(work)}; trying again` } }));
  if (tries >= ALERT_AFTER) alertOnce(job, `no definite answer after ${tries} tries: ${message}`);
  return { at };
}

/** One alert per run; the work goes on. */
export function alertOnce(job: Job, message: string): void {
  if (!job.work.run || job.work.run.alertedAt) return;
  const alertedAt = job.engine.clock.now();
  note(job, (work) => ({ run: { alertedAt }, events: [tell(work, "rotation.alert", message)] }));
}

/** Stops until a person decides; the run and its draft stay as they are. */
export function callForAttention(job: Job, attention: Omit<Attention, "since">): Next {
  const since = job.engine.clock.now();
  note(job, (work) => ({
    rotation: { attention: { ...attention, since } },
    run: { message: attention.message },
    events: [tell(work, "rotation.attention", attention.message, { code: attention.code })],
  }));
  return "end";
}

/**
 * The connection was refused: the ledger marks it broken and holds its rotations, with one alert. Where it was
 * mended meanwhile, the ledger does nothing and the rotation comes back with the newer version.
 */
export function hold(job: Job, message: string): Next {
  // The version that was refused, whatever stands there when this is written.
  const { version } = job.work.connection;
  note(job, (work) => ({
    run: { message: `${message}; held until the connection is mended; ${remoteSide(work)}` },
    breakConnection: { version, message },
  }));
  return { at: plus(job.engine.clock.now(), FIRST_PAUSE_MS) };
}

/** Ends the run in hand on a definite answer. A create that left nothing behind takes its rotation with it. */
export function fail(job: Job, message: string): Next {
  const now = job.engine.clock.now();
  const { quietAt } = job.work.rotation;
  if (isFirst(job.work) && quietAt) {
    // A call of ours may still land: the row stays until that has been looked for.
    note(job, () => ({ run: { state: "retiring", failure: message } }));
    return "go";
  }
  note(job, (work) => {
    const { run } = work;
    if (!run || hasEnded(run)) return {};
    const text = `${message}; ${remoteSide(work)}`;
    const change: Change = {
      run: { state: "failed", endedAt: now, message: text, failure: message },
      events: [tell(work, "rotation.failed", text)],
    };
    if (isFirst(work)) return { ...change, remove: { secrets: "delete" } };
    return { ...change, rotation: afterFailure(work, run, now, text) };
  });
  return "end";
}

const isFirst = (work: Work): boolean => work.run?.kind === "create" && !active(work);

function afterFailure(
  { rotation }: Work,
  run: Run,
  now: Date,
  message: string,
): NonNullable<Change["rotation"]> {
  const tried = run.kind === "rotate" || run.kind === "reconcile";
  const still = { wakeAt: null, opening: null, ...(tried && { lastFailedAt: now }) };
  if (run.trigger === "manual") return still;
  const failures = rotation.failures + 1;
  const pause = RETRY_AFTER_MS[failures - 1];
  if (pause === undefined || run.kind !== "rotate") {
    const attention = { code: "failed-repeatedly" as const, message, handles: [], decisions: [], since: now };
    return { ...still, failures, attention };
  }
  return { ...still, failures, ...(rotation.auto && { nextAt: plus(now, pause) }) };
}

/** Rejects the draft in hand: the target never took it. */
export const rejectDraft =
  (now: Date) =>
  (work: Work): Change => {
    const row = draft(work);
    return row ? { versions: [{ ...row, state: "rejected", endedAt: now }] } : {};
  };

export function dropAndFail(job: Job, message: string): Next {
  note(job, rejectDraft(job.engine.clock.now()));
  return fail(job, message);
}

/** Handles every code that says nothing about the credential; `null` for the codes that the step must judge. */
export function notNow(job: Job, no: No): Next | null {
  if (no.code === "unauthorized") return hold(job, no.message);
  if (no.code === "rate-limited" || no.code === "unavailable" || no.code === "unknown")
    return comeBack(job, no);
  return null;
}

/** The state of the remote side in plain words. */
export function remoteSide(work: Work): string {
  if (!active(work)) return "nothing is published yet";
  return work.run?.unanswered
    ? "the published credential is kept until the target has answered"
    : "the old credential still works";
}

export const tell = (
  work: Work,
  kind: LifecycleEvent["kind"],
  message: string,
  data: LifecycleEvent["data"] = {},
): LifecycleEvent => ({
  kind,
  message,
  data: { rotationId: work.rotation.id, runId: work.run?.id ?? null, ...data },
});
