import {
  type Change,
  type Decision,
  type Plan,
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
import { defaultMapping } from "../providers/facts.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import { createRotation, previewRotation } from "./create.ts";
import { checkCredential, generatedCredentials } from "./credentials.ts";
import { pluginOf, rotationFor, viewOf } from "./find.ts";
import { listRotations, rotationNamed } from "./list.ts";
import { forgetRotation, type Removal, removeRotation } from "./remove.ts";
import { type Asked, command, requestedRun } from "./request.ts";
import { assertSchedule } from "./rules.ts";
import type { ListRotations, RotationByName } from "./schema.ts";
import type { CreateRotation } from "./schema-create.ts";
import type { OneRotation } from "./schema-fields.ts";
import type { TableQuery } from "./schema-table.ts";
import type { UpdateRotation } from "./schema-update.ts";
import { datesFrom, stateView } from "./state-view.ts";
import { rotationsTable } from "./table.ts";
import { updateRotation } from "./update.ts";
import { rotationView } from "./view.ts";

export type RotationService = ReturnType<typeof rotationService>;

export const rotationService = (parts: Parts, runs: RunService) => ({
  options: () => ({ secretRotationOptions: optionsOf(parts) }),
  create: (input: CreateRotation, actor: Actor, signal?: AbortSignal) =>
    createRotation(parts, runs, input, actor, signal),
  async preview(input: CreateRotation, actor: Actor) {
    return listed(await previewRotation(parts, input, actor));
  },
  async update(input: UpdateRotation, actor: Actor) {
    await updateRotation(parts, input, actor);
    return { secretRotation: await viewOf(parts, input.rotationId) };
  },
  list: (query: ListRotations, actor: Actor) => listRotations(parts, query, actor),
  table: (query: TableQuery, actor: Actor) => rotationsTable(parts, query, actor),
  byName: (query: RotationByName, actor: Actor) => rotationNamed(parts, query, actor),
  async get(asked: OneRotation, actor: Actor) {
    return { secretRotation: rotationView(parts.engine, await rotationFor(parts, asked, "read", actor)) };
  },
  /** With its credentials (never a value) and the next five dates. */
  async state(asked: OneRotation, actor: Actor) {
    const stored = await rotationFor(parts, asked, "read", actor);
    const credentials = await parts.store.rotations.credentials(asked.rotationId, 50);
    return stateView(parts.engine, stored, credentials, pluginOf(parts, stored.rotation.type));
  },
  remove: (input: Removal, actor: Actor, signal?: AbortSignal) =>
    removeRotation(parts, runs, input, actor, signal),
  forget: (input: Pick<Removal, "rotationId" | "type" | "deleteSecrets">, actor: Actor) =>
    forgetRotation(parts, input, actor),
  rotate: (asked: Asked, actor: Actor, signal?: AbortSignal) =>
    requestedRun(parts, runs, { ...asked, kind: "rotate" }, actor, signal),
  reconcile: (asked: Asked, actor: Actor, signal?: AbortSignal) =>
    requestedRun(parts, runs, { ...asked, kind: "reconcile" }, actor, signal),
  pause: (asked: OneRotation, actor: Actor) => commanded(parts, asked, pause(), actor),
  resume: (asked: OneRotation, actor: Actor) => commanded(parts, asked, resume(parts.engine), actor),
  retire: (asked: OneRotation, actor: Actor) =>
    commanded(parts, asked, retireNow(parts.engine, actor.id), actor),
  release: ({ decision, ...asked }: OneRotation & { decision?: Decision | undefined }, actor: Actor) =>
    commanded(parts, asked, release(parts.engine, decision), actor),
  /** What a run would do now; reads only. */
  async plan(asked: OneRotation, actor: Actor) {
    await rotationFor(parts, asked, "read", actor);
    const work = await parts.store.rotations.load(asked.rotationId);
    if (!work) throw new ApiError("not-found", `There is no rotation ${asked.rotationId}.`);
    return listed(await planRun(parts.engine, work));
  },
  check: (asked: OneRotation, actor: Actor) => checkCredential(parts, asked, actor),
  generatedCredentials: (asked: OneRotation, actor: Actor) => generatedCredentials(parts, asked, actor),
  /** The dates of any schedule. */
  nextDates(schedule: Schedule, count: number) {
    assertSchedule(parts.engine, schedule);
    return { dates: datesFrom(parts.engine, schedule, count) };
  },
});

async function commanded(
  parts: Parts,
  asked: OneRotation,
  decide: (work: Work, now: Date) => Change,
  actor: Actor,
) {
  await rotationFor(parts, asked, "rotate-secrets", actor);
  await command(parts, asked.rotationId, decide, actor);
  return { secretRotation: await viewOf(parts, asked.rotationId) };
}

const listed = ({ steps, warnings }: Plan) => ({ steps: [...steps], warnings: [...warnings] });

/** The installed types in the contract's words, by name. */
const optionsOf = ({ engine }: Parts) =>
  engine.registry.providers
    .map((provider) => ({
      name: provider.title,
      connection: provider.app,
      type: provider.type,
      template: { secretsMapping: defaultMapping(provider) },
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
