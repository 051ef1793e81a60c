import {
  type Change,
  CommandRefused,
  cancel,
  hasEnded,
  type Run,
  requestRun,
  type Work,
} from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { StoredRun } from "../store.ts";
import type { ListRuns } from "./schema.ts";
import { type RunView, runView } from "./view.ts";
import { followRun } from "./watch.ts";

export type RunService = ReturnType<typeof runService>;

export const runService = (parts: Parts) => ({
  async list(query: ListRuns) {
    const { items, next } = await parts.store.runs.list(query);
    return { runs: items.map(runView), next };
  },
  async get(id: string): Promise<RunView> {
    return runView(await find(parts, id));
  },
  /** The run now, and again each time it has moved, until it has ended. */
  async *follow(id: string, signal: AbortSignal | undefined): AsyncGenerator<RunView> {
    await find(parts, id);
    for await (const run of movesOf(parts, id, signal)) yield runView(run);
  },
  /** A run that waits is tried again now; one that failed is asked for anew. */
  async retry(id: string, actor: Actor): Promise<RunView> {
    const run = await find(parts, id);
    const work = await parts.store.rotations.command(run.rotationId, again(parts, run, actor.id), {
      author: actor,
    });
    parts.wake([run.rotationId]);
    return runView(work.run ?? run);
  },
  /** Takes a run back that has not begun. */
  async cancel(id: string, actor: Actor): Promise<RunView> {
    const run = await find(parts, id);
    await parts.store.rotations.command(
      run.rotationId,
      (work, now) => {
        if (work.run?.id !== id) throw new CommandRefused("conflict", "The run has ended.", id);
        return cancel()(work, now);
      },
      { author: actor },
    );
    return runView(await find(parts, id));
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
