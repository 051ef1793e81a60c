import type { Subject } from "@turnbolt/testkit";
import { isAtRest, type Look } from "./child/look.ts";
import type { ServerProcess } from "./server-process.ts";

/** A recovery that takes longer than this is stuck. */
const LIMIT_MS = 60_000;
/** A process without points tells nothing by itself. */
const LOOK_AFTER_MS = 300;

export interface Case {
  readonly rotationId: string;
  readonly subject: Subject;
  /** Handles that somebody else put at our subject. */
  readonly foreign: ReadonlySet<string>;
}

/** It did not come to rest, or asked for something that no careful person could answer. */
export class NotAtRest extends Error {}

/**
 * Waits until nothing moves by itself any more. Where the server asks about a credential that it does not know, the
 * answer is the one of a careful person who can look at the target: the truth.
 */
export async function awaitRest(server: ServerProcess, { rotationId, foreign }: Case): Promise<Look | null> {
  const start = performance.now();
  for (let look = await server.look(rotationId); ; look = await server.look(rotationId)) {
    if (!look) return null;
    if (look.held) throw new NotAtRest(`held: ${briefly(look)}`);
    if (look.attention) await answer(server, rotationId, look.attention, foreign);
    else if (isAtRest(look)) return look;
    else await server.moved(LOOK_AFTER_MS);
    if (performance.now() - start > LIMIT_MS)
      throw new NotAtRest(`not at rest after a minute: ${briefly(look)}`);
  }
}

async function answer(
  server: ServerProcess,
  id: string,
  { code, message, handles }: NonNullable<Look["attention"]>,
  foreign: ReadonlySet<string>,
): Promise<void> {
  if (code !== "credential-unknown") throw new NotAtRest(`attention ${code}: ${message}`);
  const [handle] = handles;
  const decision = handle !== undefined && foreign.has(handle) ? "not-ours" : "retry";
  await server.api.rotations.release.mutate({ id, decision });
}

const briefly = ({ run, attention, quietAt, versions }: Look): string =>
  JSON.stringify({ run, attention, quietAt, versions });
