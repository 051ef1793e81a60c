import {
  type Change,
  type Decision,
  forget,
  pause,
  planRun,
  release,
  resume,
  retireNow,
  type Schedule,
  type Work,
} from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { findRotation } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import { createRotation } from "./create.ts";
import { checkCredential, generatedCredentials } from "./credentials.ts";
import { type Removal, removeRotation } from "./remove.ts";
import { type Asked, command, requestedRun, viewOf } from "./request.ts";
import { assertSchedule } from "./rules.ts";
import type { CreateRotation, ListRotations, UpdateRotation } from "./schema.ts";
import { updateRotation } from "./update.ts";
import { datesFrom, detailedView, type RotationView, rotationView } from "./view.ts";

export type RotationService = ReturnType<typeof rotationService>;

export const rotationService = (parts: Parts, runs: RunService) => ({
  create: (input: CreateRotation, actor: Actor, signal?: AbortSignal) =>
    createRotation(parts, runs, input, actor, signal),
  async update(input: UpdateRotation, actor: Actor): Promise<RotationView> {
    await updateRotation(parts, input, actor);
    return await viewOf(parts, input.id);
  },
  async list(query: ListRotations) {
    const { items, next } = await parts.store.rotations.list(query);
    return {
      rotations: items.map((item) => rotationView(item, providerOf(parts, item.rotation.type))),
      next,
    };
  },
  /** With its credentials (never a value) and the next five dates. */
  async get(id: string) {
    const stored = await findRotation(parts, id);
    return detailedView(parts.engine, stored, await load(parts, id), providerOf(parts, stored.rotation.type));
  },
  remove: (input: Removal, actor: Actor, signal?: AbortSignal) =>
    removeRotation(parts, runs, input, actor, signal),
  /** Lets it go without touching the target. */
  async forget({ id, deleteSecrets }: { id: string; deleteSecrets: boolean }, actor: Actor) {
    const before = await viewOf(parts, id);
    await parts.store.rotations.command(id, forget({ deleteSecrets }), { author: actor });
    return before;
  },
  rotate: (asked: Asked, actor: Actor, signal?: AbortSignal) =>
    requestedRun(parts, runs, { ...asked, kind: "rotate", actor }, signal),
  reconcile: (asked: Asked, actor: Actor, signal?: AbortSignal) =>
    requestedRun(parts, runs, { ...asked, kind: "reconcile", actor }, signal),
  pause: (id: string, actor: Actor) => commanded(parts, id, pause(), actor),
  resume: (id: string, actor: Actor) => commanded(parts, id, resume(parts.engine), actor),
  retireNow: (id: string, actor: Actor) => commanded(parts, id, retireNow(), actor),
  release: ({ id, decision }: { id: string; decision?: Decision | undefined }, actor: Actor) =>
    commanded(parts, id, release(parts.engine, decision), actor),
  /** What a run would do now; reads only. */
  plan: async (id: string) => await planRun(parts.engine, await load(parts, id)),
  check: (id: string, actor: Actor) => checkCredential(parts, id, actor),
  generatedCredentials: (id: string, actor: Actor) => generatedCredentials(parts, id, actor),
  /** The dates of any schedule. */
  nextDates(schedule: Schedule, count: number) {
    assertSchedule(parts.engine, schedule);
    return { dates: datesFrom(parts.engine, schedule, count) };
  },
});

async function commanded(
  parts: Parts,
  id: string,
  decide: (work: Work, now: Date) => Change,
  actor: Actor,
): Promise<RotationView> {
  await command(parts, id, decide, actor);
  return await viewOf(parts, id);
}

const providerOf = ({ engine }: Parts, type: string) =>
  engine.registry.providers.find((provider) => provider.type === type) ?? null;

async function load({ store }: Parts, id: string): Promise<Work> {
  const work = await store.rotations.load(id);
  if (!work) throw new ApiError("not-found", `There is no rotation ${id}.`);
  return work;
}
