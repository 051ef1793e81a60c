import { type Change, CommandRefused, pause, requestRun, resume, type Work } from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Parts } from "../services.ts";
import type { BulkJob, BulkOutcome } from "./store.ts";

type Dealt = Omit<BulkOutcome, "position">;

/** Gives one rotation the command of its job; a second time the same is done as once. Throws what is nobody's refusal. */
export async function deal(parts: Parts, job: BulkJob, rotationId: string): Promise<Dealt> {
  try {
    const dealt = await commanded(parts, job, rotationId);
    parts.wake([rotationId]);
    return dealt;
  } catch (error) {
    if (error instanceof CommandRefused || error instanceof ApiError)
      return { state: "refused", runId: null, message: error.message };
    throw error;
  }
}

async function commanded(parts: Parts, job: BulkJob, rotationId: string): Promise<Dealt> {
  const { engine, store } = parts;
  const { author, force } = job;
  if (job.action !== "rotate") {
    const decide = job.action === "pause" ? pause() : resumeOnce(parts);
    await store.rotations.command(rotationId, decide, { author });
    return { state: "done", runId: null, message: null };
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

/** One that is not paused keeps its next date. */
const resumeOnce =
  ({ engine }: Parts) =>
  (work: Work, now: Date): Change =>
    work.rotation.auto ? {} : resume(engine)(work, now);
