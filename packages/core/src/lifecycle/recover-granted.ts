import type { Held } from "../shapes.ts";
import { ask } from "./call.ts";
import { type Fresh, type Granted, isFresh } from "./corners.ts";
import { newVersion } from "./draft.ts";
import { openAnswer } from "./issue-granted.ts";
import { flush, type Job, landingMs, type Next, note, plus, remember, runOf, sealSecret } from "./job.ts";
import type { Opening } from "./model.ts";
import { noteOrphans } from "./orphans.ts";
import { callForAttention, comeBack, notNow } from "./outcome.ts";

/** So many lists must lack a creation, after the time when it had to be visible, before it is believed not to exist. */
const EMPTY_LISTS = 2;

/** What an answer that never came may have left; `null` when a new creation is safe. */
export async function recoverGranted(job: Job, provider: Granted): Promise<Next | null> {
  if (!isFresh(provider)) return await recoverSingle(job, provider);
  const found = await takeFindings(job, provider);
  if (found) return found;
  return provider.labelled ? await recoverLabelled(job, provider) : await recoverUnlabelled(job, provider);
}

/** An answer kept under an old fence names a credential of ours that no row holds: an orphan, never adopted. */
async function takeFindings(job: Job, provider: Granted): Promise<Next | null> {
  const { findings } = job.work;
  if (findings.length === 0) return null;
  const handles: string[] = [];
  for (const finding of findings) {
    const handle = handleOf(provider, await openAnswer(job, finding), job);
    if (handle && !job.work.versions.some((version) => version.handle === handle)) handles.push(handle);
  }
  noteOrphans(job, handles);
  await flush(job, () => ({
    rotation: { opening: null },
    usedFindings: findings.map(({ id }) => id),
    ...(handles.length > 0 && job.work.run && { run: { state: "retiring" } }),
  }));
  return handles.length > 0 ? "go" : null;
}

function handleOf(
  provider: Granted,
  answer: Awaited<ReturnType<typeof openAnswer>>,
  job: Job,
): string | null {
  try {
    return provider.read(answer, runOf(job).parameters).handle;
  } catch {
    // Broken off before the credential was whole: the list will show it.
    return null;
  }
}

async function recoverLabelled(job: Job, provider: Fresh & Granted): Promise<Next | null> {
  const now = job.engine.clock.now();
  const shown = shownBy(job);
  if (shown > now) return { at: shown };
  const held = await listed(job, provider);
  if (!Array.isArray(held)) return held as Next;
  const { label } = runOf(job);
  const ours = unknownOf(job, held).filter((entry) => entry.label === label);
  if (ours.length > 0) return await endOrphans(job, ours);
  note(job, () => ({ run: { unanswered: false } }));
  return null;
}

/** When a list must show what an unanswered call did at once; what lands later is found by the settling look. */
function shownBy(job: Job): Date {
  const landed = job.work.rotation.quietAt
    ? plus(job.work.rotation.quietAt, -landingMs(job))
    : job.engine.clock.now();
  return plus(landed, job.provider.propagation?.listLagMs ?? 0);
}

async function recoverUnlabelled(job: Job, provider: Fresh & Granted): Promise<Next | null> {
  const { opening, strangers } = job.work.rotation;
  if (!opening) {
    // The crash came before the baseline was written, so nothing had been asked for.
    note(job, () => ({ run: { unanswered: false } }));
    return null;
  }
  const now = job.engine.clock.now();
  const held = await listed(job, provider);
  if (!Array.isArray(held)) return held as Next;
  const baseline = new Set(opening.baseline);
  const extra = unknownOf(job, held).filter(({ handle }) => !baseline.has(handle));
  const [only] = extra;
  if (only) {
    const sure = strangers === "replace" && extra.length === 1 && isPlausible(only, opening);
    return sure ? await endOrphans(job, extra) : askAbout(job, only);
  }
  if (now < opening.landsBy) return { at: opening.landsBy };
  const emptyLists = opening.emptyLists + 1;
  if (emptyLists < EMPTY_LISTS) {
    note(job, () => ({ rotation: { opening: { ...opening, emptyLists } } }));
    return { at: plus(now, 1_000) };
  }
  note(job, () => ({ rotation: { opening: null }, run: { unanswered: false } }));
  return null;
}

/** Never used, and made between the baseline and the last instant it could be; targets round their clock down to the second. */
function isPlausible({ issuedAt, lastUsedAt }: Held, { openedAt, landsBy }: Opening): boolean {
  if (lastUsedAt !== undefined || issuedAt === undefined) return false;
  return issuedAt.getTime() >= Math.floor(openedAt.getTime() / 1_000) * 1_000 && issuedAt <= landsBy;
}

async function listed(job: Job, provider: Fresh): Promise<readonly Held[] | Next> {
  const answer = await ask(job, { step: "list" }, (asked) => provider.list(asked));
  return answer.ok ? answer.value : (notNow(job, answer) ?? comeBack(job, answer));
}

export function unknownOf(job: Job, held: readonly Held[]): readonly Held[] {
  const known = new Set([
    ...job.work.versions.map(({ handle }) => handle),
    ...job.work.rotation.endedHandles,
  ]);
  return held.filter(({ handle }) => !known.has(handle));
}

async function endOrphans(job: Job, orphans: readonly Held[]): Promise<Next> {
  noteOrphans(
    job,
    orphans.map(({ handle }) => handle),
  );
  // An open creation stays open: the network may have delivered one request twice.
  await flush(job, () => ({ run: { state: "retiring" } }));
  return "go";
}

/** One at a time: each may be ours or somebody else's. */
function askAbout(job: Job, { handle }: Held): Next {
  return callForAttention(job, {
    code: "credential-unknown",
    message: `${job.provider.type}: the answer to a creation was lost, and ${handle} appeared: ours ("retry" revokes it) or somebody else's ("not-ours" keeps it)?`,
    handles: [handle],
    decisions: ["retry", "not-ours"],
  });
}

/** The old value may be gone and the new one unknown: what was kept is tried first, then the target is asked, then it makes another. */
async function recoverSingle(job: Job, provider: Exclude<Granted, Fresh>): Promise<Next | null> {
  for (const finding of job.work.findings) {
    const credential = await readFinding(job, provider, finding);
    if (!credential) continue;
    const answer = await ask(job, { step: "verify", withoutClient: true }, (asked) =>
      provider.verify({ ...asked, credential }),
    );
    if (answer.ok) return await adopt(job, credential, finding.id);
    if (answer.code !== "refused") return notNow(job, answer) ?? comeBack(job, answer);
  }
  const used = job.work.findings.map(({ id }) => id);
  if (used.length > 0) await flush(job, () => ({ usedFindings: used }));
  const { quietAt } = job.work.rotation;
  if (quietAt && quietAt > job.engine.clock.now()) {
    note(job, () => ({
      run: {
        message:
          "the target's answer was lost: the published credential may be refused until this run is done",
      },
    }));
    return { at: quietAt };
  }
  if (provider.readBack) {
    const { readBack } = provider;
    const answer = await ask(job, { step: "read" }, (asked) => readBack(asked));
    if (!answer.ok) return notNow(job, answer) ?? comeBack(job, answer);
    if (answer.value) return await adopt(job, answer.value, null);
  }
  note(job, () => ({ run: { unanswered: false } }));
  return null;
}

async function readFinding(job: Job, provider: Granted, finding: { number: number; answer: Uint8Array }) {
  try {
    const credential = provider.read(await openAnswer(job, finding), runOf(job).parameters);
    remember(job, credential);
    return credential;
  } catch {
    return null;
  }
}

async function adopt(
  job: Job,
  credential: { handle: string; secret: Record<string, unknown> },
  findingId: string | null,
): Promise<Next> {
  remember(job, credential);
  const { rotation } = job.work;
  const number = rotation.lastNumber + 1;
  const sealed = await sealSecret(job.engine, rotation, number, credential.secret);
  const row = newVersion(job.engine, {
    number,
    handle: credential.handle,
    exclusive: false,
    state: "draft",
    runId: runOf(job).id,
    sealed,
  });
  await flush(job, () => ({
    rotation: { lastNumber: number },
    run: { state: "issued", issuedAt: row.createdAt, tries: 0 },
    versions: [row],
    ...(findingId && { usedFindings: [findingId] }),
  }));
  return "go";
}
