import {
  askRevoke,
  type Change,
  CommandRefused,
  forget,
  pause,
  requestRun,
  resume,
  type Work,
} from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Parts } from "../services.ts";
import type { BulkJob, BulkOutcome } from "./store.ts";

type Dealt = Omit<BulkOutcome, "position">;

/**
 * Gives one rotation the command of its job; a second time the same is done as once. `null`: not now, but soon. Throws
 * what is nobody's refusal.
 */
export async function deal(parts: Parts, job: BulkJob, rotationId: string): Promise<Dealt | null> {
  try {
    const dealt = await commanded(parts, job, rotationId);
    parts.wake([rotationId]);
    return dealt;
  } catch (error) {
    if (job.removes && isGone(error)) return { state: "done", runId: null, message: null };
    // A step under way is soon over, and the rotation is in the way of the removal.
    if (job.removes && error instanceof CommandRefused && error.code === "conflict") return null;
    if (error instanceof CommandRefused || error instanceof ApiError)
      return { state: "refused", runId: null, message: error.message };
    throw error;
  }
}

async function commanded(parts: Parts, job: BulkJob, rotationId: string): Promise<Dealt> {
  const { engine, store } = parts;
  const { author, force } = job;
  if (job.action !== "rotate") {
    await store.rotations.command(rotationId, decideFor(parts, job.action, author.id), { author });
    // A rotation whose credentials are to be revoked goes when they are.
    return { state: job.action === "revoke" ? "asked" : "done", runId: null, message: null };
  }
  // Whoever dealt before may have been cut off between the command and its note.
  const requestKey = `bulk ${job.id}`;
  const known = await store.runs.findByRequest(rotationId, requestKey);
  if (known) return { state: "asked", runId: known.id, message: null };
  const decide = requestRun(engine, { kind: "rotate", requestedBy: author.id, force });
  const { run } = await store.rotations.command(rotationId, decide, { author, requestKey });
  if (!run) throw new Error("a run was asked for and is not there");
  return { state: "asked", runId: run.id, message: null };
}

function decideFor(
  parts: Parts,
  action: Exclude<BulkJob["action"], "rotate">,
  requestedBy: string,
): (work: Work, now: Date) => Change {
  if (action === "pause") return pause();
  if (action === "resume") return resumeOnce(parts);
  if (action === "forget") return forget({ deleteSecrets: true });
  return askRevoke({ deleteSecrets: true, requestedBy });
}

const isGone = (error: unknown): boolean => error instanceof ApiError && error.code === "not-found";

/** One that is not paused keeps its next date. */
const resumeOnce =
  ({ engine }: Parts) =>
  (work: Work, now: Date): Change =>
    work.rotation.auto ? {} : resume(engine)(work, now);
