import {
  type Change,
  forget,
  pause,
  planRun,
  release,
  requestRun,
  resume,
  retireNow,
  type Schedule,
  type Work,
} from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import { findRotation } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import { type RunView, runView } from "../runs/view.ts";
import type { Parts } from "../services.ts";
import { createRotation } from "./create.ts";
import { checkCredential, generatedCredentials } from "./credentials.ts";
import { removeRotation } from "./remove.ts";
import { assertSchedule } from "./rules.ts";
import type { CreateRotation, ListRotations, UpdateRotation } from "./schema.ts";
import { updateRotation } from "./update.ts";
import { datesFrom, detailedView, type RotationView, rotationView } from "./view.ts";

export type RotationService = ReturnType<typeof rotationService>;

export interface RotationRun {
  readonly rotation: RotationView;
  readonly run: RunView;
}

type Decide = (work: Work, now: Date) => Change;

export function rotationService(parts: Parts, runs: RunService) {
  const { engine, store } = parts;
  const provider = (type: string) => engine.registry.providers.find((one) => one.type === type) ?? null;
  const view = async (id: string): Promise<RotationView> => {
    const stored = await findRotation(parts, id);
    return rotationView(stored, provider(stored.rotation.type));
  };
  /** A person's command; the work that it may have made is done now. */
  const command = async (id: string, decide: Decide, actor: string, requestKey?: string): Promise<Work> => {
    await findRotation(parts, id);
    const work = await store.rotations.command(id, decide, { actor, ...(requestKey && { requestKey }) });
    parts.wake([id]);
    return work;
  };
  const commanded = async (id: string, decide: Decide, actor: string): Promise<RotationView> => {
    await command(id, decide, actor);
    return await view(id);
  };
  /** A request that is made again, by a client that got no answer, is the same run. */
  const begin = async (
    { id, force = false, requestKey }: Asked,
    kind: "rotate" | "reconcile",
    actor: string,
  ) => {
    const known = requestKey && (await store.runs.findByRequest(id, requestKey));
    if (known) return known;
    const work = await command(
      id,
      requestRun(engine, { kind, requestedBy: actor, force }),
      actor,
      requestKey,
    );
    if (!work.run) throw new Error("a run was asked for and is not there");
    return work.run;
  };
  const run = async (asked: Asked, kind: "rotate" | "reconcile", actor: string, signal?: AbortSignal) => {
    const started = await begin(asked, kind, actor);
    const last = asked.wait ? await runs.untilEnd(started, signal) : started;
    return { rotation: await view(asked.id), run: runView(last) } satisfies RotationRun;
  };

  return {
    create: (input: CreateRotation, actor: string, signal?: AbortSignal) =>
      createRotation(parts, runs, input, actor, signal),
    update: (input: UpdateRotation, actor: string) =>
      updateRotation(parts, input, actor).then(() => view(input.id)),
    async list(query: ListRotations) {
      const { items, next } = await store.rotations.list(query);
      return { rotations: items.map((item) => rotationView(item, provider(item.rotation.type))), next };
    },
    /** With its credentials (never a value) and the next five dates. */
    async get(id: string) {
      const stored = await findRotation(parts, id);
      const work = await store.rotations.load(id);
      if (!work) throw new ApiError("not-found", `There is no rotation ${id}.`);
      return detailedView(engine, stored, work, provider(stored.rotation.type));
    },
    remove: (input: Removal, actor: string, signal?: AbortSignal) =>
      removeRotation(parts, runs, input, actor, signal),
    /** Lets it go without touching the target. */
    async forget({ id, deleteSecrets }: { id: string; deleteSecrets: boolean }, actor: string) {
      const before = await view(id);
      await store.rotations.command(id, forget({ deleteSecrets }), { actor });
      return before;
    },
    rotate: (asked: Asked, actor: string, signal?: AbortSignal) => run(asked, "rotate", actor, signal),
    reconcile: (asked: Asked, actor: string, signal?: AbortSignal) => run(asked, "reconcile", actor, signal),
    pause: (id: string, actor: string) => commanded(id, pause(), actor),
    resume: (id: string, actor: string) => commanded(id, resume(engine), actor),
    retireNow: (id: string, actor: string) => commanded(id, retireNow(), actor),
    release: ({ id, decision }: { id: string; decision?: Parameters<typeof release>[1] }, actor: string) =>
      commanded(id, release(engine, decision), actor),
    /** What a run would do now; reads only. */
    async plan(id: string) {
      await findRotation(parts, id);
      const work = await store.rotations.load(id);
      if (!work) throw new ApiError("not-found", `There is no rotation ${id}.`);
      return await planRun(engine, work);
    },
    check: (id: string, actor: string) => checkCredential(parts, id, actor),
    generatedCredentials: (id: string, actor: string) => generatedCredentials(parts, id, actor),
    /** The dates of any schedule. */
    nextDates(schedule: Schedule, count: number) {
      assertSchedule(engine, schedule);
      return { dates: datesFrom(engine, schedule, count) };
    },
  };
}

interface Asked {
  readonly id: string;
  readonly wait: boolean;
  readonly force?: boolean;
  readonly requestKey?: string | undefined;
}

interface Removal {
  readonly id: string;
  readonly revokeGeneratedCredentials: boolean;
  readonly deleteSecrets: boolean;
  readonly wait: boolean;
}
