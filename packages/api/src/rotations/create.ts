import {
  type CheckResult,
  checkRotation,
  type Fields,
  newRotation,
  type Plan,
  planOf,
  type RotationProvider,
  type Run,
  type Schedule,
} from "@turnbolt/core";
import { assertUsable } from "../connections/access.ts";
import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import { defaultMapping } from "../providers/facts.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import type { Place, StoredConnection } from "../store.ts";
import { findPlace } from "../tree/find-place.ts";
import {
  assertLoginStays,
  assertNamesFree,
  assertNoStoredLogin,
  assertPermitted,
  assertRotationNameFree,
  assertSubjectsFree,
} from "./create-checks.ts";
import { identify } from "./current.ts";
import { viewOf } from "./find.ts";
import { notDone } from "./request.ts";
import { assertOverlap, assertSchedule } from "./rules.ts";
import type { CreateRotation } from "./schema-create.ts";
import { overlapToMs } from "./schema-fields.ts";
import type { RotationView } from "./schema-rotation.ts";
import { givenSchedule } from "./short-form.ts";

export interface CreatedRotation {
  readonly secretRotation: RotationView;
  readonly runId: string;
}

/** What is read at the target and in the database before anything is saved. */
interface Prepared {
  readonly provider: RotationProvider;
  readonly place: Place;
  readonly stored: StoredConnection;
  readonly connection: Fields;
  readonly mapping: Readonly<Record<string, string>>;
  readonly schedule: Schedule;
  readonly check: CheckResult;
}

/** Looks first, saves then, runs last: whatever the looks refuse leaves nothing behind. */
export async function createRotation(
  parts: Parts,
  runs: RunService,
  input: CreateRotation,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<CreatedRotation> {
  const run = await firstRun(parts, input, actor);
  if (input.wait) await untilMade(parts, runs, run, signal);
  return { secretRotation: await viewOf(parts, run.rotationId), runId: run.id };
}

/** A request that is made again, by a client that got no answer, has made its rotation already. */
async function firstRun(parts: Parts, input: CreateRotation, actor: Actor): Promise<Run> {
  const known = await madeBefore(parts, input, actor);
  if (known) return known;
  try {
    const prepared = await prepare(parts, input, actor);
    const { run } = await save(parts, input, prepared, actor);
    parts.wake([run.rotationId]);
    return run;
  } catch (error) {
    // The same request may have arrived twice at once, and taken the names that this one wanted.
    const meanwhile = await madeBefore(parts, input, actor);
    if (meanwhile) return meanwhile;
    throw error;
  }
}

async function madeBefore({ store }: Parts, input: CreateRotation, actor: Actor): Promise<Run | null> {
  const { requestKey, name, type, projectId } = input;
  if (requestKey === undefined) return null;
  const run = await store.runs.findCreation(requestKey, actor.id);
  const made = run && (await store.runs.owner(run.rotationId));
  if (!made) return null;
  if (made.name === name && made.type === type && made.projectId === projectId) return run;
  throw invalid("Another request was made under this key: take a new one.", "requestKey");
}

/** What making it would do, and what a person should know before; nothing is saved, nothing is changed. */
export async function previewRotation(parts: Parts, input: CreateRotation, actor: Actor): Promise<Plan> {
  const prepared = await prepare(parts, input, actor);
  const { provider, stored, check } = prepared;
  const { rotation, versions } = await rowsOf(parts, input, prepared, actor);
  const work = { rotation, versions, run: null, connection: stored, findings: [], untold: false };
  return planOf(parts.engine, provider, work, check, versions[0]?.handle ?? null);
}

/** A first run that fails leaves nothing behind: what was asked for is refused. */
async function untilMade(
  parts: Parts,
  runs: RunService,
  run: Run,
  signal: AbortSignal | undefined,
): Promise<void> {
  const last = await runs.untilEnd(run, signal);
  if (last.state === "done") return;
  if (last.state === "failed") {
    throw new ApiError("invalid", last.failure ?? last.message ?? "The first run failed.", { runId: run.id });
  }
  throw await notDone(parts, last);
}

async function prepare(parts: Parts, input: CreateRotation, actor: Actor): Promise<Prepared> {
  assertMay(actor, "create", "secret-rotations", input.projectId);
  const provider = providerOfType(parts, input.type);
  const schedule = givenSchedule(input);
  if (!schedule)
    throw invalid("`rotationInterval` is needed, or `schedule` in its place.", "rotationInterval");
  assertSchedule(parts.engine, schedule);
  assertOverlap(parts.engine, provider, schedule, overlapToMs(input.overlap ?? "until-next"));
  const place = await findPlace(parts, input);
  await assertRotationNameFree(parts, place, input.name);
  const mapping = input.secretsMapping ?? defaultMapping(provider);
  await assertNamesFree(parts, place, mapping);
  const stored = await findConnection(parts, input.connectionId);
  assertUsable(actor, stored, place.projectId);
  if (stored.app !== provider.app) {
    throw invalid(
      `${provider.type} needs a connection to ${provider.app}; that one is to ${stored.app}.`,
      "connectionId",
    );
  }
  const connection = await fieldsOf(parts, stored);
  await assertSubjectsFree(parts, provider.subjects(connection, input.parameters));
  await assertNoStoredLogin(parts, provider, stored, connection, input.parameters);
  assertLoginStays(provider, connection, input);
  const check = await checkRotation(parts.engine, provider, connection, input.parameters);
  assertPermitted(provider, check);
  return { provider, place, stored, connection, mapping, schedule, check };
}

async function save(parts: Parts, input: CreateRotation, prepared: Prepared, actor: Actor) {
  const rows = await rowsOf(parts, input, prepared, actor);
  const { place, mapping } = prepared;
  await parts.store.rotations.create(
    {
      ...rows,
      description: input.description ?? null,
      folderId: place.folderId,
      mapping,
      requestKey: input.requestKey,
    },
    actor,
  );
  return rows;
}

async function rowsOf(
  parts: Parts,
  input: CreateRotation,
  { provider, place, connection, schedule, check }: Prepared,
  actor: Actor,
) {
  const current =
    input.current && (await identify(parts.engine, provider, connection, input.parameters, input.current));
  return await newRotation(parts.engine, provider, connection, {
    projectId: place.projectId,
    type: provider.type,
    name: input.name,
    connectionId: input.connectionId,
    parameters: input.parameters,
    schedule,
    auto: input.isAutoRotationEnabled,
    overlapMs: overlapToMs(input.overlap ?? "until-next"),
    strangers: input.strangers ?? "keep",
    verifyTimeoutMs: input.verifyTimeoutSeconds ? input.verifyTimeoutSeconds * 1000 : null,
    loginProves: check.loginProves,
    requestedBy: actor.id,
    ...(current && { current }),
  });
}
