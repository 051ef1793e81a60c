import { type Edit, edit, type Fields, type RotationProvider } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, findRotation, parsed, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredRotation } from "../store.ts";
import { assertOverlap, assertSchedule } from "./rules.ts";
import { hoursToMs, type UpdateRotation } from "./schema.ts";

/** Changes what may change; what a rotation rotates stays the same for ever. */
export async function updateRotation(parts: Parts, input: UpdateRotation, actor: Actor): Promise<void> {
  const stored = await findRotation(parts, input.id);
  const provider = providerOfType(parts, stored.rotation.type);
  const patch = await patchOf(parts, provider, stored, input);
  const mapping = input.secretsMapping && mappingOf(provider, stored, input.secretsMapping);
  if (mapping) await assertNamesFree(parts, stored, mapping);
  await parts.store.rotations.command(
    input.id,
    (work, now) => {
      const { run } = work;
      if (mapping && run && run.endedAt === null) {
        throw new ApiError("conflict", `A ${run.kind} is under way: run ${run.id}.`, { runId: run.id });
      }
      return edit(parts.engine, patch)(work, now);
    },
    {
      author: actor,
      ...(input.description !== undefined && { description: input.description }),
      ...(mapping && { mapping }),
    },
  );
  parts.wake([input.id]);
}

async function patchOf(
  parts: Parts,
  provider: RotationProvider,
  { rotation }: StoredRotation,
  input: UpdateRotation,
): Promise<Edit> {
  const { overlapHours, verifyTimeoutSeconds } = input;
  const overlapMs = overlapHours === undefined ? rotation.overlapMs : hoursToMs(overlapHours);
  if (input.schedule) assertSchedule(parts.engine, input.schedule);
  assertOverlap(parts.engine, provider, input.schedule ?? rotation.schedule, overlapMs);
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.auto !== undefined && { auto: input.auto }),
    ...(input.schedule && { schedule: input.schedule }),
    ...(overlapHours !== undefined && { overlapMs }),
    ...(input.strangers && { strangers: input.strangers }),
    ...(verifyTimeoutSeconds !== undefined && {
      verifyTimeoutMs: verifyTimeoutSeconds === null ? null : verifyTimeoutSeconds * 1000,
    }),
    ...(input.parameters && { parameters: await newParameters(parts, provider, rotation, input.parameters) }),
  };
}

/** Parameters are replaced whole; those that name other accounts are another rotation. */
async function newParameters(
  parts: Parts,
  provider: RotationProvider,
  { subjects, connectionId }: StoredRotation["rotation"],
  given: Fields,
): Promise<Fields> {
  const parameters = parsed(provider.parameters, given, "parameters");
  const connection = await fieldsOf(parts, await findConnection(parts, connectionId));
  const wanted = provider.subjects(connection, parameters);
  if ([...wanted].sort().join("\n") === [...subjects].sort().join("\n")) return parameters;
  throw invalid("These parameters name other accounts: make a new rotation for them.", "parameters");
}

function mappingOf(
  { secret }: RotationProvider,
  { mapping }: StoredRotation,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [unknown] = Object.keys(given).filter((field) => !Object.hasOwn(secret.shape, field));
  if (unknown !== undefined) throw invalid(`There is no field "${unknown}".`, "secretsMapping", unknown);
  const names = Object.values({ ...mapping, ...given });
  const [twice] = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalid(`Two fields are mapped to ${twice}.`, "secretsMapping");
  return given;
}

async function assertNamesFree(
  { store }: Parts,
  { place, mapping }: StoredRotation,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const own = new Set(Object.values(mapping));
  const wanted = Object.values(given).filter((name) => !own.has(name));
  const taken = await store.secrets.taken(place.folderId, wanted);
  if (taken.length > 0) throw invalid(`Taken in that folder: ${taken.join(", ")}.`, "secretsMapping");
}
