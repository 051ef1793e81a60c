import type { Held } from "../shapes.ts";
import { ask, isUnknown } from "./call.ts";
import { type Chosen, type Dual, type Fresh, isFresh, type Single } from "./corners.ts";
import { chooseDraft, neededUntil } from "./draft.ts";
import { flush, type Job, type Next, note, reveal, runOf } from "./job.ts";
import { active, draft, inState, type Version } from "./model.ts";
import { noteOrphans } from "./orphans.ts";
import { callForAttention, comeBack, type No, notNow, rejectDraft, tell } from "./outcome.ts";
import { end } from "./retire.ts";

/** Deletes with revocation, dual: every handle of ours, the published one last. */
export async function revokeAll(job: Job, provider: Dual): Promise<Next> {
  const [marked] = inState(job.work, "revoking");
  if (marked) return await end(job, provider, marked);
  const older = inState(job.work, "superseded");
  if (older.length > 0) return await mark(job, older);
  const current = active(job.work);
  if (!current) return removeRotation(job);
  if (isFresh(provider) && provider.keepsLast && provider.origin === "chosen") {
    const waits = await leaveAnother(job, provider);
    if (waits) return waits;
  }
  return await mark(job, [current]);
}

/** The answer of the last creation is for nobody. */
const NOBODY = { keep: async () => undefined };

/** Deletes with revocation, single: a value that nobody keeps takes the place of ours. */
export async function revokeSingle(job: Job, provider: Single): Promise<Next> {
  const current = active(job.work);
  if (current) await mark(job, [current]);
  const value =
    provider.origin === "chosen" ? await chooseDraft(job.engine, provider, job.work, runOf(job), 1) : null;
  const until = neededUntil(job.engine.clock.now());
  const credential = value && (await reveal(job, value));
  const answer = await ask(
    job,
    { step: "revoke", changes: true, ...(provider.origin === "granted" && NOBODY) },
    async (asked) => {
      if (provider.origin === "granted") await provider.issue({ ...asked, neededUntil: until });
      else if (credential) await provider.issue({ ...asked, draft: credential, neededUntil: until });
    },
  );
  if (!answer.ok && answer.code !== "not-found") return notRevoked(job, answer);
  const endedAt = job.engine.clock.now();
  note(job, (work) => ({
    versions: inState(work, "revoking").map((row) => ({ ...row, state: "revoked" as const, endedAt })),
  }));
  return removeRotation(job);
}

async function mark(job: Job, versions: readonly Version[]): Promise<Next> {
  await flush(job, () => ({ versions: versions.map((row) => ({ ...row, state: "revoking" as const })) }));
  return "go";
}

/**
 * The target never ends its last credential, so one whose value nobody keeps stays behind. Where somebody else's
 * is there too, ours is not the last.
 */
async function leaveAnother(job: Job, provider: Fresh & Chosen): Promise<Next | null> {
  if (runOf(job).issuedAt) return null;
  const { quietAt } = job.work.rotation;
  if (runOf(job).unanswered && quietAt && quietAt > job.engine.clock.now()) return { at: quietAt };
  const row = draft(job.work);
  const credential = row ? await reveal(job, row) : undefined;
  const listed = await ask(job, { step: "list" }, (asked) => provider.list({ ...asked, draft: credential }));
  if (!listed.ok) return notRevoked(job, listed);
  const [left, ...extra] = listed.value.filter(({ isDraft }) => isDraft);
  if (row && left) return await abandon(job, row, left.handle, extra);
  const known = new Set(job.work.versions.map(({ handle }) => handle));
  if (!row && listed.value.some(({ handle }) => !known.has(handle))) return null;
  if (row) return await issueAbandoned(job, provider, row);
  const written = await chooseDraft(job.engine, provider, job.work, runOf(job), 1);
  await flush(job, () => ({ rotation: { lastNumber: written.number }, versions: [written] }));
  return await issueAbandoned(job, provider, written);
}

async function issueAbandoned(job: Job, provider: Fresh & Chosen, row: Version): Promise<Next | null> {
  const credential = await reveal(job, row);
  const until = neededUntil(job.engine.clock.now());
  const answer = await ask(job, { step: "issue", changes: true }, (asked) =>
    provider.issue({ ...asked, draft: credential, neededUntil: until }),
  );
  if (answer.ok) return await abandon(job, row, answer.value?.handle ?? row.handle, []);
  if (isUnknown(answer.code)) note(job, () => ({ run: { unanswered: true } }));
  if (answer.code === "full") {
    // Somebody took the place meanwhile, so ours is no longer the last.
    note(job, rejectDraft(job.engine.clock.now()));
    return "go";
  }
  return notRevoked(job, answer);
}

async function abandon(job: Job, row: Version, handle: string, extra: readonly Held[]): Promise<Next | null> {
  const endedAt = job.engine.clock.now();
  const message = `${handle} stays at the target, its value kept by nobody: the target never ends its last one`;
  noteOrphans(
    job,
    extra.map((entry) => entry.handle),
  );
  await flush(job, () => ({
    run: { issuedAt: endedAt, unanswered: false, message },
    versions: [{ ...row, handle, state: "abandoned", sealed: null, endedAt }],
  }));
  return extra.length > 0 ? "go" : null;
}

function notRevoked(job: Job, no: No): Next {
  if (isUnknown(no.code)) return comeBack(job, no);
  return (
    notNow(job, no) ??
    callForAttention(job, {
      code: "revoke-refused",
      message: `not revoked: ${no.message}; the rotation is kept`,
      handles: [],
      decisions: ["retry"],
    })
  );
}

function removeRotation(job: Job): Next {
  const { quietAt } = job.work.rotation;
  if (quietAt && quietAt > job.engine.clock.now()) return { at: quietAt };
  const endedAt = job.engine.clock.now();
  note(job, (work) => ({
    run: { state: "done", endedAt },
    rotation: { wakeAt: null },
    remove: { secrets: work.rotation.revokeAsked?.deleteSecrets ? "delete" : "keep" },
    events: [tell(work, "rotation.removed", "every credential of ours is revoked, and the rotation is gone")],
  }));
  return "end";
}
