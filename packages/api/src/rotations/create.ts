import {
  type CheckResult,
  checkRotation,
  type Fields,
  hasEnded,
  isOwnAccount,
  newRotation,
  type RotationProvider,
  warningsOf,
} from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { defaultMapping } from "../providers/facts.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import { type RunView, runView } from "../runs/view.ts";
import { findPlace } from "../secrets/service.ts";
import type { Parts } from "../services.ts";
import type { Place, StoredConnection } from "../store.ts";
import { identify } from "./current.ts";
import { assertOverlap, assertSchedule } from "./rules.ts";
import { type CreateRotation, hoursToMs } from "./schema.ts";
import { type RotationView, rotationView } from "./view.ts";

export interface CreatedRotation {
  readonly rotation: RotationView;
  readonly run: RunView;
  /** What a person should know before the next runs. */
  readonly warnings: readonly string[];
}

/** What is read at the target and in the database before anything is saved. */
interface Prepared {
  readonly provider: RotationProvider;
  readonly place: Place;
  readonly stored: StoredConnection;
  readonly connection: Fields;
  readonly mapping: Readonly<Record<string, string>>;
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
  const prepared = await prepare(parts, input);
  const { rotation, run, versions } = await save(parts, input, prepared, actor);
  parts.wake([rotation.id]);
  const warnings = warningsOf(prepared.provider, null, prepared.check, versions[0]?.handle);
  const last = input.wait ? await runs.untilEnd(run, signal) : run;
  const created = await parts.store.rotations.find(rotation.id);
  if (hasEnded(last) && last.state !== "done") {
    throw new ApiError("invalid", last.failure ?? last.message ?? "The first run failed.", { runId: run.id });
  }
  if (!created) throw new ApiError("not-found", "The rotation was deleted meanwhile.");
  return { rotation: rotationView(created, prepared.provider), run: runView(last), warnings };
}

async function prepare(parts: Parts, input: CreateRotation): Promise<Prepared> {
  const provider = providerOfType(parts, input.type);
  assertSchedule(parts.engine, input.schedule);
  assertOverlap(parts.engine, provider, input.schedule, hoursToMs(input.overlapHours ?? null));
  const place = await findPlace(parts, input);
  const mapping = input.secretsMapping ?? defaultMapping(provider);
  await assertNamesFree(parts, place, mapping);
  const stored = await findConnection(parts, input.connectionId);
  if (stored.app !== provider.app) {
    throw invalid(
      `${provider.type} needs a connection to ${provider.app}; that one is to ${stored.app}.`,
      "connectionId",
    );
  }
  if (stored.projectId !== null && stored.projectId !== place.projectId) {
    throw invalid("The connection belongs to another project.", "connectionId");
  }
  const connection = await fieldsOf(parts, stored);
  await assertSubjectsFree(parts, provider.subjects(connection, input.parameters));
  await assertNoStoredLogin(parts, provider, stored, connection, input.parameters);
  const check = await checkRotation(parts.engine, provider, connection, input.parameters);
  assertPermitted(provider, check);
  return { provider, place, stored, connection, mapping, check };
}

async function save(
  parts: Parts,
  input: CreateRotation,
  { provider, place, connection, mapping, check }: Prepared,
  actor: Actor,
) {
  const current =
    input.current && (await identify(parts.engine, provider, connection, input.parameters, input.current));
  const rows = await newRotation(parts.engine, provider, connection, {
    projectId: place.projectId,
    type: provider.type,
    name: input.name,
    connectionId: input.connectionId,
    parameters: input.parameters,
    schedule: input.schedule,
    auto: input.auto ?? true,
    overlapMs: hoursToMs(input.overlapHours ?? null),
    strangers: input.strangers ?? "keep",
    verifyTimeoutMs: input.verifyTimeoutSeconds ? input.verifyTimeoutSeconds * 1000 : null,
    loginProves: check.loginProves,
    requestedBy: actor.id,
    ...(current && { current }),
  });
  const { folderId } = place;
  await parts.store.rotations.create(
    { ...rows, description: input.description ?? null, folderId, mapping },
    actor,
  );
  return rows;
}

async function assertNamesFree(
  { store }: Parts,
  { folderId }: Place,
  mapping: Readonly<Record<string, string>>,
): Promise<void> {
  const names = Object.values(mapping);
  const [twice] = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalid(`Two fields are mapped to ${twice}.`, "secretsMapping");
  const taken = await store.secrets.taken(folderId, names);
  if (taken.length > 0) throw invalid(`Taken in that folder: ${taken.join(", ")}.`, "secretsMapping");
}

/** An account is rotated by one rotation of the installation and no other. */
async function assertSubjectsFree({ store }: Parts, subjects: readonly string[]): Promise<void> {
  const [other] = await store.rotations.withSubjects(subjects);
  if (other) throw invalid(`${other.subject} is rotated by "${other.name}" already.`, "parameters");
}

/**
 * The login of another stored connection is never rotated: its rows would not change with it. Told by the plugins
 * that know when a credential is a connection's own.
 */
async function assertNoStoredLogin(
  parts: Parts,
  provider: RotationProvider,
  own: StoredConnection,
  connection: Fields,
  parameters: Fields,
): Promise<void> {
  if (!provider.asConnection || provider.origin !== "chosen") return;
  const subjects = provider.subjects(connection, parameters).join("\n");
  for (const other of await parts.store.connections.list({ app: provider.app })) {
    if (other.id === own.id) continue;
    const fields = await fieldsOf(parts, other);
    if (provider.subjects(fields, parameters).join("\n") !== subjects) continue;
    if (isOwnAccount(provider, fields, parameters)) {
      throw invalid(
        `That account is the login of connection "${other.name}": rotate it through that one.`,
        "parameters",
      );
    }
  }
}

function assertPermitted({ type }: RotationProvider, { permissions }: CheckResult): void {
  const missing = permissions.filter(({ held }) => !held).map(({ permission }) => permission);
  if (missing.length === 0) return;
  throw new ApiError("invalid", `${type}: the connection lacks: ${missing.join(", ")}.`, {
    missing,
    rotationCode: "forbidden",
  });
}
