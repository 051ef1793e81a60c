import type { Claimed } from "../ports.ts";
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
  /** So many at once against one connection. */
  readonly perConnection: number;
  /** Once aborted, the step in hand is finished and everything is let go. */
  readonly stop?: AbortSignal;
  /** Told of every failure of our own; a provider's failures are on the run. */
  readonly onError?: (rotationId: string, error: unknown) => void;
}

/** Claims due rotations in one transaction and takes each as far as it goes now. Gives how many were claimed. */
export async function workBatch(engine: Engine, request: BatchRequest): Promise<number> {
  const { claimed, unusable } = await engine.ledger.claim({
    limit: request.limit,
    leaseMs: engine.limits.leaseMs,
    ...(request.only && { only: request.only }),
    prepare: prepareWith(engine),
  });
  for (const { rotationId, message } of unusable) {
    request.onError?.(rotationId, new Error(message));
    await engine.ledger.command(rotationId, (work, now) => setAside(work, now));
  }
  const byConnection = Map.groupBy(claimed, ({ work }) => work.connection.id);
  await Promise.all([...byConnection.values()].map((group) => workGroup(engine, group, request)));
  return claimed.length;
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

async function workGroup(engine: Engine, group: readonly Claimed[], request: BatchRequest): Promise<void> {
  const queue = [...group];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { rotationId } = next.lease;
      await advance(engine, next, request.stop).catch((error: unknown) =>
        request.onError?.(rotationId, error),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(request.perConnection, queue.length) }, worker));
}
