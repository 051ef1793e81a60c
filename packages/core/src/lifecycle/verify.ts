import type { RotationProvider } from "../provider.ts";
import { ask } from "./call.ts";
import { later } from "./change.ts";
import { isFresh } from "./corners.ts";
import { flush, type Job, type Next, note, plus, reveal, runOf } from "./job.ts";
import { returnLogin, spendLogin, wholeBudgetAt } from "./lockout.ts";
import { active, draft, inState, type Version } from "./model.ts";
import { findOrphans } from "./orphans.ts";
import { alertOnce, callForAttention, comeBack, dropAndFail, fail, notNow, rejectDraft } from "./outcome.ts";

/** Polling starts here and doubles. */
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 5_000;
/** A single-phase credential that stays refused is asked about less and less, and for ever. */
const LONGEST_PAUSE_MS = 3_600_000;
const DEFAULT_PROPAGATION = { minimumMs: 0, deadlineMs: 10_000 };

/** Proves the draft by logging in with it. */
export async function proveDraft(job: Job): Promise<Next> {
  const row = draft(job.work);
  if (!row) return fail(job, "the draft is gone");
  const now = job.engine.clock.now();
  const issuedAt = runOf(job).issuedAt ?? now;
  const { minimumMs, deadlineMs } = job.provider.propagation ?? DEFAULT_PROPAGATION;
  const earliest = plus(issuedAt, minimumMs);
  if (earliest > now && !runOf(job).adopts) return { at: earliest };
  const waits = await spendLogin(job);
  if (waits) return waits;
  const credential = await reveal(job, row);
  const { provider } = job;
  const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
    provider.verify({ ...asked, credential }),
  );
  if (answer.ok) {
    returnLogin(job);
    note(job, () => ({ run: { state: "verified", tries: 0 } }));
    return "go";
  }
  if (answer.code !== "refused") return notNow(job, answer) ?? comeBack(job, answer);
  if (runOf(job).adopts)
    return dropAndFail(job, `the credential given as current is refused: ${answer.message}`);
  const deadline = plus(issuedAt, job.work.rotation.verifyTimeoutMs ?? deadlineMs);
  const believedAt = runOf(job).unanswered ? later(deadline, job.work.rotation.quietAt) : deadline;
  if (answer.askedAt < believedAt) return poll(job, believedAt);
  return provider.phase === "dual"
    ? await letGo(job, row, answer.message)
    : await standBy(job, provider, answer.message);
}

/** Asks again soon, and once right after the moment from which a refusal is believed. */
function poll(job: Job, believedAt: Date): Next {
  const now = job.engine.clock.now();
  const tries = (job.work.run?.tries ?? 0) + 1;
  note(job, () => ({ run: { tries } }));
  const next = plus(now, Math.min(FIRST_POLL_MS * 2 ** Math.min(tries - 1, 10), LONGEST_POLL_MS));
  return { at: next < believedAt ? next : later(believedAt, plus(now, 1)) };
}

/** Dual: the old credential still works, so the new one goes and the run fails. */
async function letGo(job: Job, row: Version, message: string): Promise<Next> {
  const reused =
    job.provider.handles === "fixed" &&
    inState(job.work, "superseded").some(({ handle }) => handle === row.handle);
  if (reused) return dropAndFail(job, message);
  if (runOf(job).unanswered && isFresh(job.provider)) {
    const no = await findOrphans(job, job.provider, row);
    if (no) return notNow(job, no) ?? comeBack(job, no);
  }
  await flush(job, () => ({
    versions: [{ ...row, state: "revoking" }],
    run: { state: "retiring", failure: message },
  }));
  return "go";
}

/** Single: there may be no way back, so nothing is thrown away while the outcome is open. */
async function standBy(job: Job, provider: RotationProvider, message: string): Promise<Next> {
  if (runOf(job).unanswered && provider.origin === "chosen")
    return await afterRefusedRepeat(job, provider, message);
  alertOnce(job, `the new credential is still refused: ${message}; it is published as soon as it works`);
  const tries = (job.work.run?.tries ?? 0) + 1;
  note(job, () => ({ run: { tries } }));
  return {
    at: plus(job.engine.clock.now(), Math.min(FIRST_POLL_MS * 2 ** Math.min(tries, 20), LONGEST_PAUSE_MS)),
  };
}

/** Everything that could land has landed, and the draft is refused: another value, but only if the old one still logs in. */
async function afterRefusedRepeat(job: Job, provider: RotationProvider, message: string): Promise<Next> {
  const current = active(job.work);
  if (current) {
    // Two logins in a row are needed, the draft's and this one: with less, each would wait for the other for ever.
    if (await spendLogin(job)) return { at: wholeBudgetAt(job) };
    const credential = await reveal(job, current);
    const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
      provider.verify({ ...asked, credential }),
    );
    if (answer.ok) {
      note(job, rejectDraft(job.engine.clock.now()));
      note(job, () => ({ run: { state: "issuing", unanswered: false, tries: 0 } }));
      return runOf(job).draftAttempt < 3 ? "go" : fail(job, message);
    }
    if (answer.code !== "refused") return notNow(job, answer) ?? comeBack(job, answer);
  }
  return callForAttention(job, {
    code: "old-credential-dead",
    message: `${message}; the old credential does not log in either: "retry" issues a new value`,
    handles: [],
    decisions: ["retry", "take-new"],
  });
}
