import { advance } from "./advance.ts";
import { type Change, hasEnded } from "./change.ts";
import type { Engine } from "./engine.ts";
import type { Work } from "./model.ts";
import { tell } from "./outcome.ts";
import { prepareWith } from "./prepare.ts";

export interface BatchRequest {
  readonly limit: number;
  /** Only these rotations. */
  readonly only?: readonly string[];
  /** So many at once against one connection, in this installation. */
  readonly perConnection: number;
  /** Once aborted, the step in hand is finished and everything is let go. */
  readonly stop?: AbortSignal;
  /** Told of every failure of our own; a provider's failures are on the run. */
  readonly onError?: (rotationId: string, error: unknown) => void;
  /** Told when the claim is made, before the work. */
  readonly onClaim?: (batch: Batch) => void;
  /** Told of each rotation that is let go: its connection has room for another one. */
  readonly onLetGo?: (rotationId: string) => void;
}

export interface Batch {
  readonly claimed: number;
  /** More is due than was taken. */
  readonly left: boolean;
}

/** Claims due rotations in one transaction and takes each as far as it goes now. */
export async function workBatch(engine: Engine, request: BatchRequest): Promise<Batch> {
  const { claimed, left, unusable } = await engine.ledger.claim({
    limit: request.limit,
    perConnection: request.perConnection,
    leaseMs: engine.limits.leaseMs,
    ...(request.only && { only: request.only }),
    prepare: prepareWith(engine),
  });
  for (const { rotationId, message } of unusable) {
    request.onError?.(rotationId, new Error(message));
    await engine.ledger.command(rotationId, (work, now) => setAside(work, now));
  }
  const batch = { claimed: claimed.length, left };
  request.onClaim?.(batch);
  await Promise.all(
    claimed.map(async (one) => {
      const { rotationId } = one.lease;
      await advance(engine, one, request.stop).catch((error: unknown) =>
        request.onError?.(rotationId, error),
      );
      request.onLetGo?.(rotationId);
    }),
  );
  return batch;
}

/** A row that cannot be prepared stops alone, by a commit of its own. */
function setAside(work: Work, since: Date): Change {
  const message =
    "this rotation cannot be worked on: its plugin is missing or refuses its parameters; see the server's log, then release";
  if (work.rotation.attention) return {};
  return {
    rotation: { attention: { code: "row-unusable", message, handles: [], decisions: [], since } },
    ...(work.run && !hasEnded(work.run) && { run: { message } }),
    events: [tell(work, "rotation.attention", message, { code: "row-unusable" })],
  };
}
