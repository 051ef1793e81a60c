import { askRevoke, forget, type Work } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { findRotation } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import { type RotationView, rotationView } from "./view.ts";

export interface Removal {
  readonly id: string;
  readonly revokeGeneratedCredentials: boolean;
  readonly deleteSecrets: boolean;
  readonly wait: boolean;
}

export interface RemovedRotation {
  /** As it was. */
  readonly rotation: RotationView;
  /** `false` while its credentials are still being revoked. */
  readonly removed: boolean;
}

/** Deletes a rotation: without revocation at once, with it as a run of its own. */
export async function removeRotation(
  parts: Parts,
  runs: RunService,
  { id, revokeGeneratedCredentials: revokes, deleteSecrets, wait }: Removal,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<RemovedRotation> {
  const stored = await findRotation(parts, id);
  const provider = parts.engine.registry.providers.find(({ type }) => type === stored.rotation.type) ?? null;
  const rotation = rotationView(stored, provider);
  if (!revokes) {
    await parts.store.rotations.command(id, forget({ deleteSecrets }), { author: actor });
    return { rotation, removed: true };
  }
  await assertNotOwn(parts, id);
  await parts.store.rotations.command(id, askRevoke({ deleteSecrets, requestedBy: actor.id }), {
    author: actor,
  });
  parts.wake([id]);
  if (wait) await untilGone(parts, runs, id, signal);
  return { rotation, removed: (await parts.store.rotations.load(id)) === null };
}

/** Revoking the login that does the revoking would lock us out. */
async function assertNotOwn(parts: Parts, id: string): Promise<void> {
  const work = await parts.store.rotations.load(id);
  if (!work) throw new ApiError("not-found", `There is no rotation ${id}.`);
  if (!work.rotation.ownAccount) return;
  throw invalid(
    "An account of it is the connection's own login, which cannot be revoked through itself: delete it without revocation.",
  );
}

/** The run in hand comes first, then the one that revokes; the last one takes the rotation with it. */
async function untilGone(
  parts: Parts,
  runs: RunService,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const limit = AbortSignal.timeout(parts.waitMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  const waits = ({ rotation }: Work) => rotation.attention !== null || rotation.heldAt !== null;
  while (!either.aborted) {
    const work = await parts.store.rotations.load(id);
    if (!work || waits(work)) return;
    if (work.run) await runs.untilEnd(work.run, either);
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
