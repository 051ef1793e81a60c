import type { Dealer } from "../bulk/dealer.ts";
import { removeNow } from "../bulk/remove-emptied.ts";
import type { BulkJob, CarriedRotation, Emptied } from "../bulk/store.ts";
import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { assertEmpty, inTheWay } from "./assert-empty.ts";

/** What becomes of the rotations in what is removed, and whether their end is waited for. */
export interface WithRotations {
  readonly rotations?: "revoke" | "forget" | undefined;
  readonly wait: boolean;
}

/** What is removed, and what people call it. */
export interface Removed extends Emptied {
  readonly label: string;
}

/** What the removal works with. */
export interface Removing {
  readonly parts: Parts;
  readonly dealer: Pick<Dealer, "wake" | "goOn">;
}

const LOOK_AGAIN_MS = 150;

/**
 * Removes it. Rotations in it are refused, or go first in the way that was chosen: as a job, whose id is given, and
 * which goes on when nobody waits for it any more.
 */
export async function removeWith(
  { parts, dealer }: Removing,
  what: Removed,
  { rotations, wait }: WithRotations,
  actor: Actor,
  signal?: AbortSignal,
): Promise<{ readonly bulkJobId?: string }> {
  if (rotations !== undefined) assertMay(actor, "delete", "secret-rotations", what.projectId);
  const names = await removeNow(parts, what, actor);
  if (names.length === 0) return {};
  if (rotations === undefined) {
    assertEmpty(what.label, names);
    return {};
  }
  const bulkJobId = await begin(parts, what, rotations, actor);
  if (wait) await untilRemoved({ parts, dealer }, bulkJobId, what, signal);
  else dealer.wake(bulkJobId);
  return { bulkJobId };
}

/** The job that empties it; asked again while it does, that one. */
async function begin(
  { store, engine }: Parts,
  { kind, id, projectId, label }: Removed,
  action: "revoke" | "forget",
  actor: Actor,
): Promise<string> {
  const before = await store.bulk.findRemoval(id);
  if (before) return sameAs(before, action, label);
  const carried = await store.bulk.carriedBy({ kind, id, projectId });
  if (action === "revoke") assertNotOwn(carried);
  const job = {
    id: engine.random.uuid(),
    action,
    force: false,
    removes: { kind, id, projectId },
    items: carried.map((rotation) => ({ rotationId: rotation.id, refusal: null })),
  };
  try {
    await store.bulk.create(job, actor);
    return job.id;
  } catch (error) {
    const meanwhile = await store.bulk.findRemoval(id);
    if (meanwhile) return sameAs(meanwhile, action, label);
    throw error;
  }
}

function sameAs(job: BulkJob, action: "revoke" | "forget", label: string): string {
  if (job.action === action) return job.id;
  throw new ApiError(
    "conflict",
    `The ${label} is being removed with rotations=${job.action}: wait for bulk job ${job.id}, or cancel it.`,
  );
}

/** Revoking the login that does the revoking would lock us out. */
function assertNotOwn(carried: readonly CarriedRotation[]): void {
  const own = carried.filter(({ ownAccount }) => ownAccount).map(({ name }) => name);
  if (own.length === 0) return;
  throw invalid(
    `An account of ${inTheWay(own)} is its connection's own login, which cannot be revoked through itself: delete it without revocation first.`,
    "rotations",
  );
}

async function untilRemoved(
  { parts, dealer }: Removing,
  jobId: string,
  { label }: Removed,
  signal: AbortSignal | undefined,
): Promise<void> {
  const limit = AbortSignal.timeout(parts.waitMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  for (;;) {
    await dealer.goOn(jobId);
    const job = await parts.store.bulk.find(jobId);
    if (!job || (job.closedAt && job.problem === null && job.cancelledAt === null)) return;
    const kept = `The ${label} is kept until its rotations have gone: see bulk job ${jobId}.`;
    if (job.cancelledAt)
      throw new ApiError("conflict", `Bulk job ${jobId} was cancelled: the ${label} is kept.`);
    if (job.problem) throw new ApiError("conflict", `The ${label} is kept. ${job.problem}`);
    const { waiting, running, attention } = await parts.store.bulk.progress(jobId);
    if (waiting + running === 0 && attention > 0)
      throw new ApiError("provider", await stuck(parts, jobId, kept));
    if (either.aborted) throw new ApiError("timeout", kept);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Names one that waits for a person, or for its connection. */
async function stuck({ store }: Parts, jobId: string, kept: string): Promise<string> {
  const { items } = await store.bulk.items({ jobId, limit: 1_000 });
  const names = items
    .filter(({ state }) => state === "attention")
    .map(({ rotationName }) => rotationName ?? "");
  return `Credentials could not be revoked, and a person has to look: ${inTheWay(names)}. ${kept}`;
}
