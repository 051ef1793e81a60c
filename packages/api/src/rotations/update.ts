import { type Edit, edit, type Fields, hasEnded, type RotationProvider } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, parsed, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredRotation } from "../store.ts";
import { tidyPath } from "../tree/names.ts";
import { rotationFor } from "./find.ts";
import { assertOverlap, assertSchedule } from "./rules.ts";
import { overlapToMs } from "./schema-fields.ts";
import type { UpdateRotation } from "./schema-update.ts";
import { givenSchedule } from "./short-form.ts";
import { waitsForPerson } from "./view.ts";

/** What is changed while nothing runs: a run works with what it began with. */
const AT_REST = ["parameters", "secretsMapping", "strangers", "verifyTimeoutSeconds"] as const;

/** Changes what may change; what a rotation rotates stays the same for ever. */
export async function updateRotation(parts: Parts, input: UpdateRotation, actor: Actor): Promise<void> {
  const { rotationId: id, description } = input;
  const stored = await rotationFor(parts, input, "edit", actor);
  assertFixed(stored, input);
  const provider = providerOfType(parts, stored.rotation.type);
  const patch = await patchOf(parts, provider, stored, input);
  const mapping = input.secretsMapping && mappingOf(provider, stored, input.secretsMapping);
  if (mapping) await assertNamesFree(parts, stored, mapping);
  const [held] = AT_REST.filter((field) => input[field] !== undefined);
  await parts.store.rotations.command(
    id,
    (work, now) => {
      const { run } = work;
      if (held && run && !hasEnded(run) && !(isSetting(held) && waitsForPerson(work.rotation))) {
        const message = `${held} cannot change while a ${run.kind} is under way: run ${run.id}.`;
        throw new ApiError("conflict", message, { runId: run.id });
      }
      return edit(parts.engine, patch)(work, now);
    },
    { author: actor, ...(description !== undefined && { description }), ...(mapping && { mapping }) },
  );
  parts.wake([id]);
}

/** They say how a run goes on, so a run that waits for a person may be waiting for just that. */
const isSetting = (field: (typeof AT_REST)[number]): boolean =>
  field === "strangers" || field === "verifyTimeoutSeconds";

/** Where a rotation lives and through what it works is settled when it is made. */
function assertFixed({ rotation, place }: StoredRotation, input: UpdateRotation): void {
  const now = {
    connectionId: rotation.connectionId,
    projectId: place.projectId,
    environment: place.environment,
    secretPath: place.path,
  };
  for (const [field, value] of Object.entries(now)) {
    const given = input[field as keyof typeof now]; // one of the keys above
    if (given === undefined || given === value || (field === "secretPath" && tidyPath(given) === value))
      continue;
    throw invalid(`${field} cannot change: make a new rotation for that.`, field);
  }
}

async function patchOf(
  parts: Parts,
  provider: RotationProvider,
  { rotation }: StoredRotation,
  input: UpdateRotation,
): Promise<Edit> {
  const { overlap, verifyTimeoutSeconds, name, strangers } = input;
  const schedule = givenSchedule(input, rotation.schedule);
  const overlapMs = overlap === undefined ? rotation.overlapMs : overlapToMs(overlap);
  if (schedule) assertSchedule(parts.engine, schedule);
  assertOverlap(parts.engine, provider, schedule ?? rotation.schedule, overlapMs);
  return {
    ...(name !== undefined && { name }),
    ...(input.isAutoRotationEnabled !== undefined && { auto: input.isAutoRotationEnabled }),
    ...(schedule && { schedule }),
    ...(overlap !== undefined && { overlapMs }),
    ...(strangers && { strangers }),
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
