import { isRotationError, RotationError, type RotationErrorCode } from "../errors.ts";
import type { RunRef } from "../provider.ts";
import { redact } from "../redact.ts";
import type { Runtime } from "../runtime.ts";
import { sensitiveFields } from "../sensitive.ts";
import type { RawAnswer } from "../shapes.ts";
import { later } from "./change.ts";
import { type Job, LeaseLost, lifeMs, note, openConnection, plus, reveal } from "./job.ts";
import { returnLogin, spendLogin } from "./lockout.ts";
import { active, draft, type Fields, type Step } from "./model.ts";

/** What a call to the target came to. `unknown`: it may or may not have done something. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly askedAt: Date }
  | {
      readonly ok: false;
      readonly code: RotationErrorCode | "unknown";
      readonly message: string;
      readonly retryAfterMs: number | undefined;
      /** False when it failed while connecting, before the call itself. */
      readonly reached: boolean;
      readonly askedAt: Date;
    };

/** What every member but `connect` gets. */
export interface Asked {
  readonly client: unknown;
  readonly connection: Record<string, unknown>;
  readonly runtime: Runtime;
  readonly parameters: Record<string, unknown>;
  readonly run: RunRef;
  readonly current: { readonly handle: string; readonly secret: Record<string, unknown> } | null;
}

export interface AskOptions {
  readonly step: Step["name"];
  /** `verify` logs in as the credential and must work while the connection does not. */
  readonly withoutClient?: true;
  /** May change something: an answer that does not come is remembered. */
  readonly changes?: true;
  readonly keep?: (answer: RawAnswer) => Promise<void>;
}

/**
 * Asks the target once, under a deadline that the lease outlasts. Never throws for what the target does; throws
 * `LeaseLost`, and whatever the store throws.
 */
export async function ask<T>(
  job: Job,
  options: AskOptions,
  call: (asked: Asked) => Promise<T>,
): Promise<Answer<T>> {
  const { clock, limits } = job.engine;
  const askedAt = clock.now();
  const deadline = clock.monotonic() + limits.callMs;
  await outlast(job, deadline);
  const answer = await attempt(job, options, deadline, askedAt, call);
  if (options.changes && !answer.ok && answer.reached && isUnknown(answer.code)) {
    const landsBy = plus(askedAt, limits.callMs + lifeMs(job));
    note(job, ({ rotation, run }) => ({
      rotation: {
        quietAt: later(landsBy, rotation.quietAt),
        ...(run && { unsettled: [...new Set([...rotation.unsettled, run.label])] }),
      },
    }));
  }
  noteStep(job, options.step, askedAt, answer);
  return answer;
}

export const isUnknown = (code: RotationErrorCode | "unknown"): boolean =>
  code === "unknown" || code === "unavailable";

/** The lease must outlast the call; the deadline was taken before, so that a pause in between only shortens the call. */
async function outlast(job: Job, deadline: number): Promise<void> {
  const { ledger, limits } = job.engine;
  if (job.lease.untilMonotonic >= deadline + limits.leaseMarginMs) return;
  const lease = await ledger.renew(job.lease, limits.leaseMs);
  if (!lease) throw new LeaseLost();
  job.lease = lease;
}

async function attempt<T>(
  job: Job,
  options: AskOptions,
  deadline: number,
  askedAt: Date,
  call: (asked: Asked) => Promise<T>,
): Promise<Answer<T>> {
  const connection = await openConnection(job.engine, job.work.connection);
  const current = await currentCredential(job);
  const keeping = keepWatch(options.keep);
  const common = {
    rotationType: job.provider.type,
    connection,
    deadline,
    secrets: secretsOf(job, connection),
  };
  const ways = job.engine.host.open(common);
  // Only the call itself has its answer kept, never what connecting brings.
  const kept = options.keep ? job.engine.host.open({ ...common, keep: keeping.keep }) : ways;
  let reached = false;
  let client: { readonly value: unknown } | undefined;
  try {
    const value = await underDeadline(job, deadline, async () => {
      const opened = options.withoutClient ? null : await connect(job, connection, ways.runtime);
      if (opened) client = { value: opened.client };
      reached = true;
      const { runtime } = kept;
      const fields = opened?.connection ?? connection;
      return await call({
        client: opened?.client,
        connection: fields,
        runtime,
        current,
        ...subjectOfCall(job),
      });
    });
    await keeping.settled();
    return { ok: true, value, askedAt };
  } catch (error) {
    // A provider may swallow or wrap what the store threw; it must not pass for an answer of the target.
    await keeping.settled();
    return { ok: false, ...explain(job, error), reached, askedAt };
  } finally {
    if (client) await disconnect(job, client.value);
    ways.close();
    kept.close();
  }
}

/**
 * The rotated account may be the connection's own: the live draft may have replaced its stored value already, so
 * that is tried first. There a refused connection is a failed login of the account, and those are counted.
 */
async function connect(job: Job, connection: Fields, runtime: Runtime) {
  const own = await afterDraft(job, connection);
  // The lock-out budget may allow one login at a time: taking turns, each way gets its own.
  const storedFirst = (job.work.run?.tries ?? 0) % 2 === 1;
  const ways = !own ? [connection] : storedFirst ? [connection, own] : [own, connection];
  for (const fields of ways) {
    if (job.provider.asConnection) await spendOrWait(job);
    try {
      const client = await job.provider.connect(fields, runtime);
      if (job.provider.asConnection) returnLogin(job);
      return { client, connection: fields };
    } catch (error) {
      if (fields === ways.at(-1) || !isRotationError(error) || error.code !== "unauthorized") throw error;
    }
  }
  throw new Error("a connection was neither made nor refused");
}

async function spendOrWait(job: Job): Promise<void> {
  const waits = await spendLogin(job);
  if (!waits) return;
  const retryAfterMs = waits.at.getTime() - job.engine.clock.now().getTime();
  throw new RotationError("rate-limited", "waiting, so as not to lock the account out", { retryAfterMs });
}

/** The connection as it is if the draft in hand has landed; `null` where that is another account, or certainly not so. */
async function afterDraft(job: Job, connection: Fields): Promise<Fields | null> {
  const row = draft(job.work);
  if (!job.provider.asConnection || !row?.sealed || !mayHaveLanded(job)) return null;
  return job.provider.asConnection(connection, (await reveal(job, row)).secret);
}

const mayHaveLanded = ({ work: { run } }: Job): boolean =>
  run !== null && (run.unanswered || run.issuedAt !== null);

const secretsOf = (job: Job, connection: Record<string, unknown>): readonly string[] => [
  ...job.secrets,
  ...[...sensitiveFields(job.provider.connection)]
    .map((field) => connection[field])
    .filter((value) => typeof value === "string"),
];

/** Whatever happened before. The call is over, so a client that does not close takes nothing from it. */
async function disconnect(job: Job, client: unknown): Promise<void> {
  await job.provider.disconnect?.(client).catch(() => undefined);
}

/** Lets the host hand over an answer, and remembers how keeping it went, even when the call is over before that. */
function keepWatch(keep: AskOptions["keep"]) {
  let kept: Promise<void> = Promise.resolve();
  return {
    keep: (answer: RawAnswer): Promise<void> => {
      kept = keep ? keep(answer) : Promise.resolve();
      return kept;
    },
    settled: (): Promise<void> => kept,
  };
}

function subjectOfCall(job: Job): Pick<Asked, "parameters" | "run"> {
  const { run, rotation } = job.work;
  return run
    ? { parameters: run.parameters, run: { id: run.id, label: run.label } }
    : { parameters: rotation.parameters, run: { id: rotation.id, label: "" } };
}

async function currentCredential(job: Job): Promise<Asked["current"]> {
  const version = active(job.work);
  return version?.sealed ? await reveal(job, version) : null;
}

async function underDeadline<T>(job: Job, deadline: number, work: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cancel = job.engine.clock.at(deadline, () => reject(new Error("no answer before the deadline")));
  try {
    return await Promise.race([work(), promise]);
  } finally {
    cancel();
  }
}

function explain(
  job: Job,
  error: unknown,
): Pick<Answer<never> & { ok: false }, "code" | "message" | "retryAfterMs"> {
  if (isRotationError(error)) {
    return {
      code: error.code,
      message: redact(error.message, job.secrets),
      retryAfterMs: error.retryAfterMs,
    };
  }
  // Only the kind of error: its text is the client library's and may carry anything.
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "unknown",
    message: `${job.provider.type}: no usable answer (${kind})`,
    retryAfterMs: undefined,
  };
}

function noteStep<T>(job: Job, name: Step["name"], startedAt: Date, answer: Answer<T>): void {
  if (!job.work.run) return;
  const step: Step = {
    name,
    attempt: job.work.run.steps.filter((step) => step.name === name).length + 1,
    startedAt,
    endedAt: job.engine.clock.now(),
    outcome: answer.ok
      ? "ok"
      : answer.code === "refused"
        ? "refused"
        : isUnknown(answer.code)
          ? "unknown"
          : "failed",
    message: answer.ok ? null : answer.message,
  };
  note(job, () => ({ steps: [step] }));
}
