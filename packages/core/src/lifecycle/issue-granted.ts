import type { RawAnswer } from "../shapes.ts";
import { ask, isUnknown } from "./call.ts";
import { type Granted, isFresh } from "./corners.ts";
import { neededUntil, newVersion } from "./draft.ts";
import {
  bindingOf,
  flush,
  type Job,
  LeaseLost,
  landingMs,
  type Next,
  note,
  plus,
  remember,
  runOf,
  sealSecret,
} from "./job.ts";
import { draft, type Version } from "./model.ts";
import { callForAttention, comeBack, dropAndFail, notNow } from "./outcome.ts";
import { recoverGranted } from "./recover-granted.ts";
import { makeRoom } from "./room.ts";

/** Lets the target make one more credential, keeps its answer before anybody reads it, and reads it. */
export async function issueGranted(job: Job, provider: Granted): Promise<Next> {
  const row = draft(job.work);
  if (row?.answer) return await readAnswer(job, provider, row);
  if (runOf(job).unanswered || job.work.rotation.opening || job.work.findings.length > 0) {
    const waits = await recoverGranted(job, provider);
    if (waits) return waits;
  }
  if (isFresh(provider) && !provider.labelled) {
    const waits = await openCreation(job, provider);
    if (waits) return waits;
  }
  return await create(job, provider);
}

/** Writes down what the target held before we asked for one more: the only proof of what is ours where nothing carries a label. */
async function openCreation(job: Job, provider: Granted & { readonly phase: "dual" }): Promise<Next | null> {
  const answer = await ask(job, { step: "list" }, (asked) => provider.list(asked));
  if (!answer.ok) return notNow(job, answer) ?? dropAndFail(job, answer.message);
  const openedAt = job.engine.clock.now();
  const { callMs, leaseMs } = job.engine.limits;
  const opening = {
    runId: runOf(job).id,
    baseline: answer.value.map(({ handle }) => handle),
    openedAt,
    landsBy: plus(openedAt, callMs + leaseMs + landingMs(job)),
    emptyLists: 0,
  };
  await flush(job, () => ({ rotation: { opening } }));
  return null;
}

async function create(job: Job, provider: Granted): Promise<Next> {
  const until = neededUntil(job.engine.clock.now());
  const answer = await ask(
    job,
    { step: "issue", changes: true, keep: (raw) => keepAnswer(job, raw, until) },
    (asked) => provider.issue({ ...asked, neededUntil: until }),
  );
  const row = draft(job.work);
  if (row?.answer) return await readAnswer(job, provider, row);
  if (answer.ok)
    return comeBack(unanswered(job), {
      message: `${provider.type}: the answer was lost`,
      retryAfterMs: undefined,
    });
  if (isUnknown(answer.code)) unanswered(job);
  else note(job, () => ({ rotation: { opening: null } }));
  if (answer.code === "full") return await makeRoom(job, answer.message);
  return notNow(job, answer) ?? dropAndFail(job, answer.message);
}

const unanswered = (job: Job): Job => {
  note(job, () => ({ run: { unanswered: true } }));
  return job;
};

/** The answer is on disk before anybody reads it; under a lost lease it becomes a finding for whoever holds the rotation now. */
async function keepAnswer(job: Job, raw: RawAnswer, until: Date): Promise<void> {
  const { engine } = job;
  const { rotation } = job.work;
  const run = runOf(job);
  const number = rotation.lastNumber + 1;
  const answer = await engine.cipher.seal(bindingOf(rotation, number, ANSWER), JSON.stringify(raw));
  const row = newVersion(engine, {
    number,
    handle: `answer-${run.label}-${number}`,
    exclusive: job.provider.phase === "dual",
    state: "draft",
    runId: run.id,
    answer,
    neededUntil: until,
  });
  try {
    await flush(job, () => ({ rotation: { lastNumber: number, opening: null }, versions: [row] }));
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    const { id: versionId, createdAt } = row;
    const { fence } = job.lease;
    const finding = {
      id: engine.random.uuid(),
      rotationId: rotation.id,
      runId: run.id,
      versionId,
      number,
      fence,
      answer,
      createdAt,
    };
    await engine.ledger.addFinding(finding);
    throw error;
  }
}

/** The field name that a raw answer is bound to; no secret field can have it. */
export const ANSWER = "(answer)";

async function readAnswer(job: Job, provider: Granted, row: Version): Promise<Next> {
  const raw = await openAnswer(job, row);
  try {
    const credential = provider.read(raw, runOf(job).parameters);
    remember(job, credential);
    const sealed = await sealSecret(job.engine, job.work.rotation, row.number, credential.secret);
    if (
      job.work.versions.some(
        ({ id, handle }) => id !== row.id && handle === credential.handle && provider.phase === "dual",
      )
    ) {
      throw new Error("the handle of another credential");
    }
    note(job, () => ({
      run: { state: "issued", issuedAt: row.createdAt, tries: 0 },
      versions: [{ ...row, handle: credential.handle, sealed, answer: null }],
    }));
    return "go";
  } catch {
    // Its text may carry the answer, so the error goes no further; the answer itself is kept.
    if (!raw.complete) return await dropIncomplete(job, row);
    return callForAttention(job, {
      code: "answer-unreadable",
      message: `${provider.type}: the target's answer could not be read; it is kept: install a mended version of the plugin, then release`,
      handles: [],
      decisions: ["retry"],
    });
  }
}

/** A broken answer that holds no whole credential is an unknown outcome like any other. */
async function dropIncomplete(job: Job, row: Version): Promise<Next> {
  await flush(job, () => ({
    versions: [{ ...row, state: "rejected", answer: null, endedAt: job.engine.clock.now() }],
    run: { unanswered: true },
  }));
  return "go";
}

export async function openAnswer(
  job: Job,
  { number, answer }: { readonly number: number; readonly answer: Uint8Array | null },
): Promise<RawAnswer> {
  if (!answer) throw new Error("no answer is kept");
  return JSON.parse(await job.engine.cipher.open(bindingOf(job.work.rotation, number, ANSWER), answer));
}
