import { isAtRest, type Look } from "./child/look.ts";
import type { ServerProcess } from "./server-process.ts";
import type { KillSubject } from "./target.ts";

/** A recovery that takes longer than this is stuck. */
const LIMIT_MS = 60_000;
/** A process without points tells nothing by itself. */
const LOOK_AFTER_MS = 300;

export interface Case {
  readonly rotationId: string;
  readonly subject: KillSubject;
  /** Handles that somebody else put at our subject. */
  readonly foreign: Set<string>;
}

/** It did not come to rest, or asked for something that no careful person could answer. */
export class NotAtRest extends Error {}

/**
 * Waits until nothing moves by itself any more. Where the server asks about a credential that it does not know, the
 * answer is the one of a careful person who can look at the target: the truth.
 */
export async function awaitRest(server: ServerProcess, it: Case): Promise<Look | null> {
  const start = performance.now();
  for (let look = await server.look(it.rotationId); ; look = await server.look(it.rotationId)) {
    if (!look) return null;
    if (look.held) throw new NotAtRest(`held: ${briefly(look)}`);
    if (look.attention) await answer(server, it, look.attention);
    else if (isAtRest(look)) return look;
    else await server.moved(LOOK_AFTER_MS);
    if (performance.now() - start > LIMIT_MS)
      throw new NotAtRest(`not at rest after a minute: ${briefly(look)}`);
  }
}

async function answer(
  server: ServerProcess,
  it: Case,
  { code, message, handles }: NonNullable<Look["attention"]>,
): Promise<void> {
  const { rotationId, foreign } = it;
  const [handle = ""] = handles;
  if (code === "credential-unknown") {
    await server.api.rotations.release.mutate({
      rotationId,
      decision: foreign.has(handle) ? "not-ours" : "retry",
    });
  } else if (code === "no-room" && foreign.has(handle)) {
    await removeStrangers(it);
    await server.api.rotations.release.mutate({ rotationId });
  } else throw new NotAtRest(`attention ${code}: ${message}`);
}

/** Whoever put them there takes them away again, and would be surprised if somebody else had. */
export async function removeStrangers({ subject, foreign }: Case): Promise<void> {
  const held = await subject.held();
  for (const handle of foreign) {
    if (!held.includes(handle)) throw new NotAtRest(`the stranger ${handle} is gone`);
    await subject.removeStranger?.(handle);
    foreign.delete(handle);
  }
}

const briefly = ({ run, attention, quietAt, versions }: Look): string =>
  JSON.stringify({ run, attention, quietAt, versions });
