import { askRevoke, forget, hasEnded, type Run, type Work } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { RunService } from "../runs/service.ts";
import type { Parts } from "../services.ts";
import type { StoredRotation } from "../store.ts";
import { rotationFor } from "./find.ts";
import { notDone } from "./request.ts";
import type { OneRotation } from "./schema-fields.ts";
import type { RotationView } from "./schema-rotation.ts";
import { rotationView } from "./view.ts";

export interface Removal extends OneRotation {
  readonly revokeGeneratedCredentials: boolean;
  readonly deleteSecrets: boolean;
  readonly wait: boolean;
}

export interface Removed {
  /** As it was. */
  readonly secretRotation: RotationView;
  /** The run that comes first; absent where nothing is revoked. */
  readonly runId?: string;
}

/** So long is looked for the run that revokes, when its end is not waited for. */
const RUN_SOON_MS = 2_000;
const LOOK_AGAIN_MS = 100;

/** Deletes a rotation: without revocation at once, with it as a run of its own. */
export async function removeRotation(
  parts: Parts,
  runs: RunService,
  asked: Removal,
  actor: Actor,
  signal: AbortSignal | undefined,
): Promise<Removed> {
  const { rotationId: id, deleteSecrets } = asked;
  const stored = await rotationFor(parts, asked, "delete", actor);
  const secretRotation = rotationView(parts.engine, stored);
  if (!asked.revokeGeneratedCredentials) {
    await parts.store.rotations.command(id, forget({ deleteSecrets }), { author: actor });
    return { secretRotation };
  }
  assertNotOwn(stored);
  const revoke = askRevoke({ deleteSecrets, requestedBy: actor.id });
  await parts.store.rotations.command(id, revoke, { author: actor });
  parts.wake([id]);
  const run = asked.wait ? await untilGone(parts, runs, id, signal) : await firstRun(parts, id);
  return { secretRotation, ...(run && { runId: run.id }) };
}

/** Lets it go without touching the target. */
export async function forgetRotation(
  parts: Parts,
  asked: Pick<Removal, "rotationId" | "type" | "deleteSecrets">,
  actor: Actor,
): Promise<Removed> {
  const { rotationId: id, deleteSecrets } = asked;
  const secretRotation = rotationView(parts.engine, await rotationFor(parts, asked, "delete", actor));
  await parts.store.rotations.command(id, forget({ deleteSecrets }), { author: actor });
  return { secretRotation };
}

/** Revoking the login that does the revoking would lock us out. */
function assertNotOwn({ rotation }: StoredRotation): void {
  if (!rotation.ownAccount) return;
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
): Promise<Run | null> {
  const limit = AbortSignal.timeout(parts.waitMs);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  for (let last: Run | null = null; ; ) {
    const work = await parts.store.rotations.load(id);
    if (!work) return last;
    if (either.aborted || isStuck(work)) throw await kept(parts, last ?? work.run);
    if (work.run) {
      const ended = await runs.untilEnd(work.run, either);
      if (ended.kind === "revoke" && ended.state === "failed") throw await kept(parts, ended);
      last = ended;
    } else await pause(LOOK_AGAIN_MS);
  }
}

const isStuck = ({ rotation }: Work): boolean => rotation.attention !== null || rotation.heldAt !== null;

/** A rotation whose credentials could not be revoked stays. */
async function kept(parts: Parts, run: Run | null): Promise<ApiError> {
  const known = run && (await parts.store.runs.find(run.id));
  if (!known)
    return new ApiError("timeout", "The credentials are not revoked yet: the rotation is kept so long.");
  const { code, message, facts } = await notDone(parts, known);
  return new ApiError(code, `The rotation is kept until its credentials are revoked. ${message}`, facts);
}

/** The run in hand, or the one that revokes, which may be over already. */
async function firstRun({ store }: Parts, id: string): Promise<Run | null> {
  for (let waited = 0; waited < RUN_SOON_MS; waited += LOOK_AGAIN_MS) {
    const [last] = (await store.runs.list({ rotationId: id, limit: 1 })).items;
    if (last && (last.kind === "revoke" || !hasEnded(last))) return last;
    await pause(LOOK_AGAIN_MS);
  }
  return null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
