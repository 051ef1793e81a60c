import { ask } from "./call.ts";
import type { Chosen } from "./corners.ts";
import { neededUntil, newVersion } from "./draft.ts";
import { flush, type Job, type Next, note, plus, reveal, runOf, sealSecret } from "./job.ts";
import { returnLogin, spendLogin } from "./lockout.ts";
import { active, inState, type Version } from "./model.ts";
import { comeBack, fail, notNow } from "./outcome.ts";
import { close } from "./retire.ts";

type Login = "works" | "refused" | { readonly next: Next };

/** Repairs what is out of step: does the published credential log in; if not, does another stored one; if not, issue. */
export async function reconcile(job: Job): Promise<Next> {
  const current = active(job.work);
  if (!current) return issueNew(job);
  const login = await logIn(job, current);
  if (typeof login === "object") return login.next;
  if (login === "works") return settled(job);
  const { provider } = job;
  if (provider.origin === "chosen" && runOf(job).trigger === "recovery" && !runOf(job).unanswered) {
    return await issueAgain(job, provider, current);
  }
  for (const version of inState(job.work, "superseded")) {
    const other = await logIn(job, version);
    if (typeof other === "object") return other.next;
    if (other === "works") return await adopt(job, version);
  }
  return issueNew(job);
}

async function logIn(job: Job, version: Version): Promise<Login> {
  const waits = await spendLogin(job);
  if (waits) return { next: waits };
  const credential = await reveal(job, version);
  const { provider } = job;
  const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
    provider.verify({ ...asked, credential }),
  );
  if (answer.ok) {
    returnLogin(job);
    return "works";
  }
  if (answer.code === "refused") return "refused";
  return { next: notNow(job, answer) ?? comeBack(job, answer) };
}

function settled(job: Job): Next {
  const checkAt = plus(job.engine.clock.now(), job.engine.limits.checkEveryMs);
  note(job, () => ({ rotation: { checkAt, mustVerify: false, failures: 0, lastFailedAt: null } }));
  return close(job, "the published credential works");
}

/** A late call may have put another value in its place: the published value is sent once more, and then looked at again. */
async function issueAgain(job: Job, provider: Chosen, current: Version): Promise<Next> {
  const credential = await reveal(job, current);
  const until = current.neededUntil ?? neededUntil(job.engine.clock.now());
  await flush(job, () => ({ run: { unanswered: true } }));
  const answer = await ask(job, { step: "issue", changes: true }, (asked) =>
    provider.issue({ ...asked, draft: credential, neededUntil: until }),
  );
  if (!answer.ok && answer.code !== "refused") return notNow(job, answer) ?? fail(job, answer.message);
  const handle = answer.ok ? answer.value?.handle : undefined;
  if (handle) note(job, () => ({ versions: [{ ...current, handle }] }));
  return { at: plus(job.engine.clock.now(), job.provider.propagation?.minimumMs ?? 1) };
}

/** A stored credential that works is published again, as a version of its own. */
async function adopt(job: Job, version: Version): Promise<Next> {
  const { secret } = await reveal(job, version);
  const { rotation } = job.work;
  const number = rotation.lastNumber + 1;
  const sealed = await sealSecret(job.engine, rotation, number, secret);
  const row = newVersion(job.engine, {
    number,
    handle: version.handle,
    exclusive: true,
    state: "draft",
    runId: runOf(job).id,
    sealed,
  });
  await flush(job, () => ({
    rotation: { lastNumber: number },
    run: { state: "verified", tries: 0 },
    versions: [row],
  }));
  return "go";
}

function issueNew(job: Job): Next {
  const { quietAt } = job.work.rotation;
  if (quietAt && quietAt > job.engine.clock.now()) return { at: quietAt };
  note(job, () => ({ run: { state: "issuing", unanswered: false, draftAttempt: 0, tries: 0 } }));
  return "go";
}
