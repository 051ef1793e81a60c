import { ask, isUnknown } from "./call.ts";
import type { Chosen, Fresh } from "./corners.ts";
import { isFresh } from "./corners.ts";
import { chooseDraft, neededUntil } from "./draft.ts";
import { flush, type Job, type Next, note, reveal, runOf } from "./job.ts";
import { draft, type Version } from "./model.ts";
import { noteOrphans } from "./orphans.ts";
import { comeBack, dropAndFail, notNow, rejectDraft } from "./outcome.ts";
import { makeRoom } from "./room.ts";

/** A target's policy may refuse so many values before the run fails. */
const MOST_DRAFTS = 3;

/** Makes the target accept the draft that is on disk; after a crash or a lost answer it looks for that draft first. */
export async function issueChosen(job: Job, provider: Chosen): Promise<Next> {
  const row = draft(job.work);
  if (!row) return await anotherDraft(job, provider, runOf(job).draftAttempt + 1);
  if (runOf(job).unanswered) {
    const found = isFresh(provider)
      ? await findInList(job, provider, row)
      : await findByLogin(job, provider, row);
    if (found) return found;
  }
  return await send(job, provider, row);
}

async function send(job: Job, provider: Chosen, row: Version): Promise<Next> {
  const { unanswered } = runOf(job);
  const credential = await reveal(job, row);
  const until = row.neededUntil ?? neededUntil(job.engine.clock.now());
  const answer = await ask(job, { step: "issue", changes: true }, (asked) =>
    provider.issue({ ...asked, draft: credential, neededUntil: until }),
  );
  if (answer.ok) return accepted(job, row, answer.value?.handle ?? row.handle);
  if (isUnknown(answer.code)) note(job, () => ({ run: { unanswered: true } }));
  if (answer.code === "full") return await makeRoom(job, answer.message);
  const later = notNow(job, answer);
  if (later) return later;
  if (unanswered) {
    const waits = afterRefusedRepeat(job, provider, row);
    if (waits) return waits;
  }
  const { draftAttempt } = runOf(job);
  if (answer.code !== "refused" || draftAttempt >= MOST_DRAFTS) return dropAndFail(job, answer.message);
  note(job, rejectDraft(job.engine.clock.now()));
  return await anotherDraft(job, provider, draftAttempt + 1);
}

/** A repeat that is refused says nothing about the first ("same password"): only a look at the target can tell. */
function afterRefusedRepeat(job: Job, provider: Chosen, row: Version): Next | null {
  if (!isFresh(provider)) return accepted(job, row, row.handle);
  // The list was asked before this repeat; once it must show whatever landed, the refusal is believed.
  const { quietAt } = job.work.rotation;
  return quietAt && quietAt > job.engine.clock.now() ? { at: quietAt } : null;
}

function accepted(job: Job, row: Version, handle: string): Next {
  const issuedAt = job.engine.clock.now();
  note(job, () => ({ run: { state: "issued", issuedAt, tries: 0 }, versions: [{ ...row, handle }] }));
  return "go";
}

/** `null` when the draft is to be sent again: refused, or a login would prove nothing. */
async function findByLogin(job: Job, provider: Chosen, row: Version): Promise<Next | null> {
  if (!job.work.rotation.loginProves || provider.lockout) return null;
  const credential = await reveal(job, row);
  const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
    provider.verify({ ...asked, credential }),
  );
  if (answer.ok) return accepted(job, row, row.handle);
  if (answer.code === "refused") return null;
  return notNow(job, answer) ?? comeBack(job, answer);
}

async function findInList(job: Job, provider: Fresh & Chosen, row: Version): Promise<Next | null> {
  const credential = await reveal(job, row);
  const answer = await ask(job, { step: "list" }, (asked) => provider.list({ ...asked, draft: credential }));
  if (!answer.ok) return notNow(job, answer) ?? comeBack(job, answer);
  const known = new Set(job.work.versions.filter(({ id }) => id !== row.id).map(({ handle }) => handle));
  const ours = answer.value.filter(
    ({ handle, isDraft }) => !known.has(handle) && (isDraft || handle === row.handle),
  );
  const [kept, ...extra] = ours;
  if (!kept) return null;
  noteOrphans(
    job,
    extra.map(({ handle }) => handle),
  );
  return accepted(job, row, kept.handle);
}

/** Writes a new draft ahead of its first call; never while an older value may still land. */
async function anotherDraft(job: Job, provider: Chosen, attempt: number): Promise<Next> {
  const { quietAt } = job.work.rotation;
  if (quietAt && quietAt > job.engine.clock.now()) return { at: quietAt };
  const row = await chooseDraft(job.engine, provider, job.work, runOf(job), attempt);
  await flush(job, () => ({
    rotation: { lastNumber: row.number },
    run: { draftAttempt: attempt, unanswered: false, state: "issuing", issuedAt: null, tries: 0 },
    versions: [row],
  }));
  return "go";
}
