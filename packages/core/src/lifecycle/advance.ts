import { isLedgerError } from "../errors.ts";
import type { Claimed } from "../ports.ts";
import { redact } from "../redact.ts";
import { hasEnded } from "./change.ts";
import { dualPhase } from "./dual-phase.ts";
import type { Engine } from "./engine.ts";
import { flush, type Job, LeaseLost, type Next, note } from "./job.ts";
import { callForAttention } from "./outcome.ts";
import { settle } from "./settle.ts";
import { singlePhase } from "./single-phase.ts";
import { isWorking } from "./steps.ts";

/** More steps than any run takes; a table that goes round in circles ends here. */
const MOST_STEPS = 200;

/**
 * The only loop of the lifecycle: load, take a step, save, say when to come back. It serves the first try, a
 * retry and a resume alike. After `stop` it finishes the step in hand and lets go. Throws what the ledger throws
 * (the lease then ends by itself), and a fault of ours or of a plugin after it has put the rotation aside.
 */
export async function advance(engine: Engine, { lease, work }: Claimed, stop?: AbortSignal): Promise<void> {
  const provider = engine.registry.provider(work.rotation.type);
  const job: Job = {
    engine,
    provider,
    lease,
    base: work,
    work,
    pending: [],
    looked: false,
    opened: new Map(),
    secrets: new Set(),
  };
  try {
    await takeSteps(job, stop);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (isLedgerError(error)) throw error;
    await putAside(job, error);
  }
}

async function takeSteps(job: Job, stop?: AbortSignal): Promise<void> {
  for (let taken = 0; taken < MOST_STEPS; taken++) {
    if (stop?.aborted) return await letGo(job, job.engine.clock.now());
    const next = await takeStep(job);
    if (next === "go") continue;
    return await letGo(job, next === "end" ? null : next.at);
  }
  throw new Error("the run goes round in circles");
}

async function letGo(job: Job, wakeAt: Date | null): Promise<void> {
  await flush(job, () => ({ release: true, rotation: { wakeAt } }));
}

async function takeStep(job: Job): Promise<Next> {
  const { run } = job.work;
  if (job.work.rotation.mustVerify || !run || hasEnded(run)) return await settle(job);
  if (!isWorking(run.state)) throw new Error("a run was handed out before it was begun");
  const { provider } = job;
  return provider.phase === "single"
    ? await singlePhase[run.state](job, provider)
    : await dualPhase[run.state](job, provider);
}

/** A fault of ours or of a plugin: this rotation stops and says so, and harms no other. */
async function putAside(job: Job, error: unknown): Promise<never> {
  const kind = error instanceof Error ? error.name : typeof error;
  job.pending.length = 0;
  job.work = job.base;
  callForAttention(job, {
    code: "row-unusable",
    message: `${job.provider.type}: a step failed in a way that no target caused (${kind}); see the server's log, then release`,
    handles: [],
    decisions: ["retry"],
  });
  note(job, () => ({ release: true }));
  await flush(job).catch((failure: unknown) => {
    if (!(failure instanceof LeaseLost)) throw failure;
  });
  // Without the cause: its text may carry what must not be logged.
  const text = error instanceof Error ? redact(error.message, job.secrets) : kind;
  throw new Error(`${job.provider.type}: ${kind}: ${text}`);
}
