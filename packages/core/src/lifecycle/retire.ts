import { ask } from "./call.ts";
import { isDue, retiresAt } from "./change.ts";
import type { Dual } from "./corners.ts";
import { isFresh } from "./corners.ts";
import { flush, type Job, type Next, note, reveal, runOf } from "./job.ts";
import { letDraftGo } from "./let-draft-go.ts";
import { spendLogin } from "./lockout.ts";
import { active, draft, inState, type Version } from "./model.ts";
import { findOrphans } from "./orphans.ts";
import { callForAttention, comeBack, fail, type No, notNow, tell } from "./outcome.ts";

/** A list that lags may still show the last few ended handles. */
const REMEMBERED_HANDLES = 10;

/**
 * Ends what is marked `revoking`, then looks for a superseded credential whose time has come. Serves the run
 * that needs its slot, the small run after an overlap, and the run that clears up after a failure.
 */
export async function retire(job: Job, provider: Dual): Promise<Next> {
  const [marked] = inState(job.work, "revoking");
  if (marked) return await end(job, provider, marked);
  const { failure, kind } = runOf(job);
  if (failure) return await conclude(job, provider, failure);
  const due = nextToRetire(job);
  if (due) return await markRetired(job, due);
  if (kind === "retire") return close(job);
  note(job, () => ({ run: { state: "issuing" } }));
  return "go";
}

/** A run that failed ends when nothing of it can land any more and nothing of it is left. */
async function conclude(job: Job, provider: Dual, failure: string): Promise<Next> {
  const { quietAt } = job.work.rotation;
  if (!quietAt || active(job.work)) return fail(job, failure);
  if (quietAt > job.engine.clock.now()) return { at: quietAt };
  const no = isFresh(provider) ? await findOrphans(job, provider, null) : null;
  if (no) return notNow(job, no) ?? comeBack(job, no);
  await flush(job, () => ({ rotation: { quietAt: null, unsettled: [] } }));
  return "go";
}

/** The superseded credential to end now: its overlap is over, or the run in hand needs its slot. */
function nextToRetire(job: Job): Version | null {
  const now = job.engine.clock.now();
  const [oldest] = inState(job.work, "superseded");
  if (!oldest) return null;
  const { kind, trigger } = runOf(job);
  if (kind !== "retire") return isFresh(job.provider) ? oldest : null;
  // A person need not wait until everybody has been told.
  const end = (version: Version) => (trigger === "manual" ? version.retireAt : retiresAt(job.work, version));
  return inState(job.work, "superseded").find((version) => isDue(end(version), now)) ?? null;
}

/** Looks before it retires: the active credential must log in, in this job. */
async function markRetired(job: Job, version: Version): Promise<Next> {
  const current = active(job.work);
  if (current && !job.looked && runOf(job).kind !== "reconcile") {
    const waits = await spendLogin(job);
    if (waits) return waits;
    const credential = await reveal(job, current);
    const { provider } = job;
    const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
      provider.verify({ ...asked, credential }),
    );
    if (!answer.ok && answer.code === "refused") {
      return await keepSuperseded(job, version, answer.message);
    }
    if (!answer.ok) return notNow(job, answer) ?? comeBack(job, answer);
    job.looked = true;
  }
  await flush(job, () => ({ versions: [{ ...version, state: "revoking" }] }));
  return "go";
}

/** The published credential is refused, so the superseded one is what works: the run ends, and a person decides. */
async function keepSuperseded(job: Job, version: Version, refusal: string): Promise<Next> {
  const row = draft(job.work);
  if (row) {
    const waits = await letDraftGo(job, row);
    if (waits) return waits;
  }
  const message = `the published credential is refused, so ${version.handle} is kept: ${refusal}; release reconciles`;
  fail(job, message);
  return callForAttention(job, {
    code: "active-refused",
    message,
    handles: [active(job.work)?.handle ?? "", version.handle],
    decisions: [],
  });
}

/** Repeats the revoke of a marked credential until the target says that it is gone. */
export async function end(job: Job, provider: Dual, version: Version): Promise<Next> {
  const live = [active(job.work), draft(job.work)];
  if (live.some((other) => other?.handle === version.handle)) {
    // Never: a handle in use is not ours to end. The row is closed instead.
    note(job, () => ({
      versions: [{ ...version, state: "overwritten", endedAt: job.engine.clock.now() }],
    }));
    return "go";
  }
  const answer = await ask(job, { step: "revoke", changes: true }, (asked) =>
    provider.revoke({ ...asked, handle: version.handle }),
  );
  if (!answer.ok && answer.code !== "not-found") return notEnded(job, provider, version, answer);
  const endedAt = job.engine.clock.now();
  note(job, (work) => ({
    rotation: { endedHandles: [...work.rotation.endedHandles, version.handle].slice(-REMEMBERED_HANDLES) },
    run: { tries: 0 },
    versions: [{ ...version, state: "revoked", endedAt }],
    events: [
      tell(work, "credential.revoked", `${version.handle} is revoked`, {
        version: version.number,
        handle: version.handle,
      }),
    ],
  }));
  return "go";
}

/** The only credential of a target that never ends its last one stays behind; any other refusal asks a person. */
function notEnded(job: Job, provider: Dual, version: Version, no: No): Next {
  const waits = notNow(job, no);
  if (waits) return waits;
  const endedAt = job.engine.clock.now();
  if (isFresh(provider) && provider.keepsLast && !active(job.work)) {
    note(job, () => ({ versions: [{ ...version, state: "abandoned", sealed: null, endedAt }] }));
    return "go";
  }
  return callForAttention(job, {
    code: "revoke-refused",
    message: `${version.handle} could not be revoked: ${no.message}`,
    handles: [version.handle],
    decisions: ["retry"],
  });
}

/** Ends a small run that changes nothing that is published. */
export function close(job: Job, message: string | null = null): Next {
  const endedAt = job.engine.clock.now();
  note(job, () => ({ run: { state: "done", endedAt, message }, rotation: { wakeAt: null } }));
  return "end";
}
