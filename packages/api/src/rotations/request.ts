import { type Change, hasEnded, type Run, requestRun, type Work } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import type { StoredRun } from "../store.ts";
import { rotationFor, viewOf } from "./find.ts";
import type { OneRotation } from "./schema-fields.ts";
import type { RotationView } from "./schema-rotation.ts";

/** A request for a run now. */
export interface Asked extends OneRotation {
  readonly wait: boolean;
  readonly force?: boolean;
  readonly requestKey?: string | undefined;
}

type AskedRun = Asked & { readonly kind: "rotate" | "reconcile" };

export interface Started {
  readonly secretRotation: RotationView;
  readonly runId: string;
}

/** Asks for a run; where its end is waited for, it has ended well when this answers. */
export async function requestedRun(
  parts: Parts,
  runs: RunService,
  asked: AskedRun,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<Started> {
  await rotationFor(parts, asked, "rotate-secrets", actor);
  const run = await begin(parts, asked, actor);
  if (asked.wait) await untilDone(parts, runs, run, signal);
  return { secretRotation: await viewOf(parts, asked.rotationId), runId: run.id };
}

/** A person's command; the work that it may have made is done now. */
export async function command(
  parts: Parts,
  id: string,
  decide: (work: Work, now: Date) => Change,
  author: Actor,
  requestKey?: string,
): Promise<Work> {
  const work = await parts.store.rotations.command(id, decide, {
    author,
    ...(requestKey !== undefined && { requestKey }),
  });
  parts.wake([id]);
  return work;
}

/** A request that is made again, by a client that got no answer, is the same run. */
async function begin(parts: Parts, asked: AskedRun, actor: Actor): Promise<Run> {
  const { rotationId: id, kind, force = false, requestKey } = asked;
  const known = await begunBefore(parts, asked);
  if (known) return known;
  const decide = requestRun(parts.engine, { kind, requestedBy: actor.id, force });
  try {
    const { run } = await command(parts, id, decide, actor, requestKey);
    if (!run) throw new Error("a run was asked for and is not there");
    return run;
  } catch (error) {
    // The run that is in the way may be the one that this request began when it first arrived.
    const meanwhile = await begunBefore(parts, asked);
    if (meanwhile) return meanwhile;
    throw error;
  }
}

async function begunBefore(
  { store }: Parts,
  { rotationId, kind, requestKey }: AskedRun,
): Promise<Run | null> {
  if (requestKey === undefined) return null;
  const run = await store.runs.findByRequest(rotationId, requestKey);
  if (!run || run.kind === kind) return run;
  throw invalid("Another request was made under this key: take a new one.", "requestKey");
}

/** Waits for the end of a run, and refuses whatever is not a good one: no answer shows an old value as the new one. */
export async function untilDone(
  parts: Parts,
  runs: RunService,
  run: Pick<Run, "id" | "rotationId">,
  signal: AbortSignal | undefined,
): Promise<void> {
  const last = await runs.untilEnd(run, signal);
  if (last.state !== "done") throw await notDone(parts, last);
}

/** Why a run that was waited for is not done. */
export async function notDone({ store, waitMs }: Parts, run: StoredRun): Promise<ApiError> {
  const facts = { runId: run.id };
  if (run.state === "failed") {
    return new ApiError("provider", `${run.message ?? run.failure ?? "The run failed"}.`, facts);
  }
  if (run.state === "cancelled") return new ApiError("conflict", `Run ${run.id} was taken back.`, facts);
  const work = hasEnded(run) ? null : await store.rotations.load(run.rotationId);
  if (work?.rotation.attention) {
    const { message } = work.rotation.attention;
    return new ApiError("provider", `${message}; run ${run.id} waits until the rotation is released.`, facts);
  }
  if (work?.rotation.heldAt) {
    const why = run.message ?? "the connection is broken";
    return new ApiError("provider", `${why}; run ${run.id} goes on when the connection is mended.`, facts);
  }
  const seconds = Math.round(waitMs / 1000);
  return new ApiError(
    "timeout",
    `Run ${run.id} is still under way after ${seconds} s: look at it again later.`,
    facts,
  );
}
