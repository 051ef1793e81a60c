import { isRotationError, type RotationErrorCode } from "../errors.ts";
import type { RunRef } from "../provider.ts";
import { redact } from "../redact.ts";
import type { Runtime } from "../runtime.ts";
import { sensitiveFields } from "../sensitive.ts";
import type { RawAnswer } from "../shapes.ts";
import { later } from "./change.ts";
import { closeClient } from "./close-client.ts";
import { connect } from "./connect.ts";
import { type Job, LeaseLost, landingMs, note, openConnection, plus, reveal } from "./job.ts";
import { active, type Step } from "./model.ts";
import { type StepWatch, watchStep } from "./watch-step.ts";

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
  const watch = watchStep(job, options.step, askedAt);
  const answer = await attempt(job, options, { deadline, askedAt, watch }, call).finally(watch.stop);
  if (options.changes && !answer.ok && answer.reached && isUnknown(answer.code)) {
    const landsBy = plus(askedAt, limits.callMs + landingMs(job));
    note(job, ({ rotation, run }) => ({
      rotation: {
        quietAt: later(landsBy, rotation.quietAt),
        ...(run && { unsettled: [...new Set([...rotation.unsettled, run.label])] }),
      },
    }));
  }
  watch.noteEnd(answer);
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
  {
    deadline,
    askedAt,
    watch,
  }: { readonly deadline: number; readonly askedAt: Date; readonly watch: StepWatch },
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
    onWarning: watch.warn,
    onProgress: watch.progress,
    call: { connectionId: job.work.connection.id, step: options.step },
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
    return { ok: false, ...explain(job, error, common.secrets), reached, askedAt };
  } finally {
    if (client) await closeClient(job.engine, job.provider, client.value, deadline);
    ways.close();
    kept.close();
  }
}

const secretsOf = (job: Job, connection: Record<string, unknown>): readonly string[] => [
  ...job.secrets,
  ...[...sensitiveFields(job.provider.connection)]
    .map((field) => connection[field])
    .filter((value) => typeof value === "string"),
];

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
  secrets: readonly string[],
): Pick<Answer<never> & { ok: false }, "code" | "message" | "retryAfterMs"> {
  if (isRotationError(error)) {
    return {
      code: error.code,
      message: redact(error.message, secrets),
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
