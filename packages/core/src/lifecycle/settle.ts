import { ask } from "./call.ts";
import { isDue } from "./change.ts";
import { isFresh } from "./corners.ts";
import { openAnswer } from "./issue-granted.ts";
import { type Job, type Next, note, plus, reveal } from "./job.ts";
import { returnLogin, spendLogin } from "./lockout.ts";
import { active, type Version } from "./model.ts";
import { findOrphans, noteOrphans } from "./orphans.ts";
import { callForAttention, hold, type No, tell } from "./outcome.ts";
import { newRun } from "./run.ts";

/** A look that could not be taken is taken again after about so long. */
const PAUSE_MS = 60_000;

/**
 * The look without a run: does the published credential still log in, and did a call that was never answered
 * leave anything behind? Taken daily, after the last such call must have landed, and on an older database.
 */
export async function settle(job: Job): Promise<Next> {
  const current = active(job.work);
  if (!current) return await sweep(job, null);
  const waits = await spendLogin(job);
  if (waits) return waits;
  const { provider } = job;
  const credential = await reveal(job, current);
  const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
    provider.verify({ ...asked, credential }),
  );
  if (!answer.ok) return answer.code === "refused" ? repair(job, answer) : lookLater(job, answer);
  returnLogin(job);
  return await sweep(job, current);
}

function repair(job: Job, no: No): Next {
  if (job.work.rotation.mustVerify) {
    return callForAttention(job, {
      code: "active-refused",
      message: `the database is older than this installation, and the published credential is refused: ${no.message}; reconcile it if no other installation rotates this`,
      handles: [],
      decisions: ["retry"],
    });
  }
  const run = newRun(job.engine, job.work.rotation, {
    kind: "reconcile",
    trigger: "recovery",
    state: "checking",
  });
  note(job, (work) => ({
    newRun: run,
    events: [tell(work, "rotation.alert", `the published credential is refused: ${no.message}; repairing`)],
  }));
  return "go";
}

function lookLater(job: Job, no: No): Next {
  if (no.code === "unauthorized") return hold(job, no.message);
  const { clock, random } = job.engine;
  return { at: plus(clock.now(), no.retryAfterMs ?? PAUSE_MS * (0.75 + random.fraction() / 2)) };
}

/** Orphans of calls that were never answered get their rows; a retire run ends them. */
async function sweep(job: Job, current: Version | null): Promise<Next> {
  const { engine, provider, work } = job;
  const now = engine.clock.now();
  const { quietAt, mustVerify } = work.rotation;
  const settles = !mustVerify && isDue(quietAt, now);
  if (settles && isFresh(provider)) {
    const no = await findOrphans(job, provider, current);
    if (no) return lookLater(job, no);
  }
  if (!mustVerify) await useFindings(job);
  note(job, () => ({
    rotation: {
      checkAt: current ? plus(now, engine.limits.checkEveryMs) : null,
      wakeAt: null,
      mustVerify: false,
      ...(settles && { quietAt: null, unsettled: [] }),
    },
  }));
  return "end";
}

/** The published credential works, so an answer kept under an old fence is at most an orphan. */
async function useFindings(job: Job): Promise<void> {
  const { provider, work } = job;
  if (work.findings.length === 0 || provider.origin !== "granted") return;
  if (isFresh(provider)) {
    const known = new Set(work.versions.map(({ handle }) => handle));
    const handles: string[] = [];
    for (const finding of work.findings) {
      const raw = await openAnswer(job, finding);
      try {
        handles.push(provider.read(raw, work.rotation.parameters).handle);
      } catch {
        // Not whole: the sweep by label, or the open creation, finds what it made.
      }
    }
    noteOrphans(
      job,
      handles.filter((handle) => !known.has(handle)),
    );
  }
  note(job, () => ({ usedFindings: work.findings.map(({ id }) => id) }));
}
