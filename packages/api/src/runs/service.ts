import {
  type Change,
  CommandRefused,
  cancel,
  hasEnded,
  type Run,
  requestRun,
  type Work,
} from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { StoredRun } from "../store.ts";
import type { ListRuns, RunView } from "./schema.ts";
import { runView } from "./view.ts";
import { followRun } from "./watch.ts";

export type RunService = ReturnType<typeof runService>;

export const runService = (parts: Parts) => ({
  /** Those of a rotation, also of one that is gone. */
  async list({ rotationId, type, limit, cursor }: ListRuns, actor: Actor) {
    const owner = await parts.store.runs.owner(rotationId);
    if (!owner) throw new ApiError("not-found", `There is no rotation ${rotationId}.`);
    assertMay(actor, "read", "secret-rotations", owner.projectId);
    if (type !== undefined && type !== owner.type) throw invalid(`It is of type ${owner.type}.`, "type");
    const { items, next } = await parts.store.runs.list({ rotationId, limit, cursor });
    return { runs: items.map(runView), nextCursor: next };
  },
  async get(id: string, actor: Actor) {
    return { run: runView(await runFor(parts, id, "read", actor)) };
  },
  /** The run now, and again each time it has moved, until it has ended. */
  async *follow(id: string, actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<RunView> {
    await runFor(parts, id, "read", actor);
    for await (const run of movesOf(parts, id, signal)) yield runView(run);
  },
  /** A run that waits is tried again now; one that failed is asked for anew. */
  async retry(id: string, actor: Actor) {
    const run = await runFor(parts, id, "rotate-secrets", actor);
    const work = await parts.store.rotations.command(run.rotationId, again(parts, run, actor.id), {
      author: actor,
    });
    parts.wake([run.rotationId]);
    return { run: runView(await find(parts, work.run?.id ?? id)) };
  },
  /** Takes a run back that has not begun. */
  async cancel(id: string, actor: Actor) {
    const run = await runFor(parts, id, "rotate-secrets", actor);
    await parts.store.rotations.command(
      run.rotationId,
      (work, now) => {
        if (work.run?.id !== id) throw new CommandRefused("conflict", "The run has ended.", id);
        return cancel()(work, now);
      },
      { author: actor },
    );
    return { run: runView(await find(parts, id)) };
  },
  /** Waits until the run has ended, until nothing more happens without a person, or as long as a request may wait. */
  async untilEnd(run: Pick<Run, "id" | "rotationId">, signal: AbortSignal | undefined): Promise<StoredRun> {
    const limit = AbortSignal.timeout(parts.waitMs);
    let last = await find(parts, run.id);
    for await (const moved of movesOf(parts, run.id, signal ? AbortSignal.any([signal, limit]) : limit)) {
      last = moved;
      if (hasEnded(moved)) break;
      const work = await parts.store.rotations.load(run.rotationId);
      if (!work || work.rotation.attention || work.rotation.heldAt) break;
    }
    return last;
  },
});

/** The run, for somebody who may do this with its rotation. */
async function runFor(parts: Parts, id: string, action: Action, actor: Actor): Promise<StoredRun> {
  const run = await find(parts, id);
  assertMay(actor, action, "secret-rotations", run.projectId);
  return run;
}

async function find({ store }: Parts, id: string): Promise<StoredRun> {
  const run = await store.runs.find(id);
  if (!run) throw new ApiError("not-found", `There is no run ${id}.`);
  return run;
}

const movesOf = ({ store, watch }: Parts, id: string, signal: AbortSignal | undefined) =>
  followRun(
    () => store.runs.find(id),
    (moved) => watch(id, moved),
    signal,
  );

const again =
  (parts: Parts, run: Run, requestedBy: string) =>
  (work: Work, now: Date): Change => {
    if (work.run?.id === run.id && !hasEnded(work.run)) return { rotation: { wakeAt: now } };
    if (run.state !== "failed" && run.state !== "cancelled") {
      throw new CommandRefused("invalid", "The run is done: there is nothing to try again.", run.id);
    }
    const kind = run.kind === "reconcile" ? "reconcile" : "rotate";
    return requestRun(parts.engine, { kind, requestedBy, force: run.force })(work, now);
  };
