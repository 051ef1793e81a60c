import type { Lease } from "../ports.ts";
import type { Credential, RotationProvider } from "../provider.ts";
import { sensitiveFields } from "../sensitive.ts";
import { applyChange, type Change, mergeChanges } from "./change.ts";
import { isFresh } from "./corners.ts";
import type { Engine } from "./engine.ts";
import type { Connection, Fields, Rotation, Run, Sealed, Version, Work } from "./model.ts";

/** What a step leads to: the next step at once, a time to come back, or the end of this run. */
export type Next = "go" | "end" | { readonly at: Date };

/** A change as a function of the work, so that it can be made again when a person edited the rotation meanwhile. */
type Maker = (work: Work) => Change;

/** Somebody else holds the rotation now: stop without another word to anybody. */
export class LeaseLost extends Error {}

/** One lease's work on one rotation. */
export interface Job {
  readonly engine: Engine;
  readonly provider: RotationProvider;
  lease: Lease;
  /** As it stands in the ledger. */
  base: Work;
  /** As it will stand after the pending changes. */
  work: Work;
  readonly pending: Maker[];
  /** Handles whose retirement this job has looked at: the active credential was seen to work. */
  looked: boolean;
  /** What was opened, by what it was sealed in. */
  readonly opened: Map<object, Credential>;
  /** Values to strike from messages and logs. */
  readonly secrets: Set<string>;
}

/** Adds a change that travels with the next flush. */
export function note(job: Job, maker: Maker): void {
  job.pending.push(maker);
  job.work = applyChange(job.work, maker(job.work));
}

/** Writes everything noted, durably and at once; throws `LeaseLost` when the rotation is somebody else's. */
export async function flush(job: Job, maker?: Maker): Promise<void> {
  if (maker) note(job, maker);
  if (job.pending.length === 0) return;
  for (;;) {
    const { work, change } = fold(job.base, job.pending);
    const outcome = await job.engine.ledger.save(job.lease, job.base.rotation.revision, change);
    if (outcome === "lost") throw new LeaseLost();
    if (outcome === "saved") {
      job.base = work;
      job.work = work;
      job.pending.length = 0;
      return;
    }
    const fresh = await job.engine.ledger.load(job.work.rotation.id);
    if (!fresh || fresh.rotation.fence !== job.lease.fence) throw new LeaseLost();
    job.base = fresh;
  }
}

function fold(base: Work, makers: readonly Maker[]): { readonly work: Work; readonly change: Change } {
  let work = base;
  let change: Change = {};
  for (const maker of makers) {
    const part = maker(work);
    work = applyChange(work, part);
    change = mergeChanges(change, part);
  }
  return { work, change };
}

/** The run in hand; a job never works without one but for the settling look. */
export function runOf(job: Job): Run {
  if (!job.work.run) throw new Error("a step was taken without a run");
  return job.work.run;
}

/** What a sealed value of a rotation is bound to. */
export const bindingOf = (
  rotation: Pick<Rotation, "projectId" | "id" | "subjects">,
  number: number,
  field: string,
) => ({
  projectId: rotation.projectId,
  ownerId: rotation.id,
  version: number,
  field,
  subject: [...rotation.subjects].sort().join("\n"),
});

export async function sealSecret(
  engine: Engine,
  rotation: Rotation,
  number: number,
  secret: Fields,
): Promise<Record<string, Sealed>> {
  const sealed: Record<string, Sealed> = {};
  for (const [field, value] of Object.entries(secret)) {
    sealed[field] = await engine.cipher.seal(bindingOf(rotation, number, field), JSON.stringify(value));
  }
  return sealed;
}

export async function openVersion(engine: Engine, rotation: Rotation, version: Version): Promise<Credential> {
  if (!version.sealed) throw new Error(`the value of version ${version.number} is not kept`);
  const secret: Record<string, unknown> = {};
  for (const [field, sealed] of Object.entries(version.sealed)) {
    secret[field] = JSON.parse(await engine.cipher.open(bindingOf(rotation, version.number, field), sealed));
  }
  return { handle: version.handle, secret };
}

/** Opens a version, once per job; its values are struck from all that this job prints from then on. */
export async function reveal(job: Job, version: Version): Promise<Credential> {
  const known = job.opened.get(version.sealed ?? version);
  const credential = known ?? (await openVersion(job.engine, job.work.rotation, version));
  job.opened.set(version.sealed ?? version, credential);
  remember(job, credential);
  // The handle may have become another one since, where the target names it.
  return { handle: version.handle, secret: credential.secret };
}

export function remember(job: Job, { secret }: Credential): void {
  for (const field of sensitiveFields(job.provider.secret)) {
    const value = secret[field];
    if (typeof value === "string") job.secrets.add(value);
  }
}

/** The connection's fields with the sealed ones opened. */
export async function openConnection(engine: Engine, connection: Connection): Promise<Fields> {
  const fields: Record<string, unknown> = { ...connection.config };
  for (const [field, sealed] of Object.entries(connection.sealed)) {
    fields[field] = JSON.parse(
      await engine.cipher.open(connectionBinding(connection, connection.version, field), sealed),
    );
  }
  return fields;
}

export const connectionBinding = (
  connection: Pick<Connection, "id" | "projectId" | "app">,
  version: number,
  field: string,
) => ({
  projectId: connection.projectId,
  ownerId: connection.id,
  version,
  field,
  subject: connection.app,
});

/** How long after its deadline an unanswered call may still land, and show in a list that lags. */
export const landingMs = ({ engine, provider }: Pick<Job, "engine" | "provider">): number =>
  (provider.lifeMs ?? engine.limits.lifeMs) +
  (isFresh(provider) ? (provider.propagation?.listLagMs ?? 0) : 0);
export const plus = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
