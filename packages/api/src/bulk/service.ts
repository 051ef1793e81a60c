import { CommandRefused, cancel } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import { type Actor, may } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { Dealer } from "./dealer.ts";
import { followJob } from "./follow.ts";
import type { BulkJobView, ListItems, ListJobs, OneJob, StartBulk } from "./schema.ts";
import type { BulkJob, NewBulkItem } from "./store.ts";
import { itemView, jobSummary, jobView } from "./view.ts";

export type BulkService = ReturnType<typeof bulkService>;

interface One {
  readonly bulkJob: BulkJobView;
}

export const bulkService = (parts: Parts, dealer: Pick<Dealer, "wake">) => ({
  /** Answers as soon as the job is written; every rotation then gets the ordinary command. */
  start: (input: StartBulk, actor: Actor) => start(parts, dealer, input, actor),
  async get({ jobId }: OneJob, actor: Actor): Promise<One> {
    return { bulkJob: await viewOf(parts, await jobFor(parts, jobId, actor)) };
  },
  /** One's own; all of them for who runs the installation. */
  async list({ limit, cursor }: ListJobs, actor: Actor) {
    const requestedBy = actor.isAdmin ? null : actor.id;
    const { items, next } = await parts.store.bulk.list({ requestedBy, limit, cursor });
    return { bulkJobs: items.map(jobSummary), nextCursor: next };
  },
  async items({ jobId, limit, cursor }: ListItems, actor: Actor) {
    await jobFor(parts, jobId, actor);
    const { items, next } = await parts.store.bulk.items({ jobId, limit, cursor });
    return { items: items.map((item) => itemView(item, actor)), nextCursor: next };
  },
  /** What has not begun does not begin; what has goes on. */
  async cancel({ jobId }: OneJob, actor: Actor): Promise<One> {
    const job = await jobFor(parts, jobId, actor);
    await parts.store.bulk.cancel(jobId, actor);
    // Also the second time: whoever cancelled first may have been cut off before everything was taken back.
    await takeBack(parts, job, actor);
    return { bulkJob: await viewOf(parts, await jobFor(parts, jobId, actor)) };
  },
  /** The job now, and again each time something of it has moved, until nothing more happens by itself. */
  async *follow(jobId: string, actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<BulkJobView> {
    await jobFor(parts, jobId, actor);
    const read = async () => {
      const job = await parts.store.bulk.find(jobId);
      return job && (await viewOf(parts, job));
    };
    yield* followJob({ read, openRuns: () => parts.store.bulk.openRuns(jobId), watch: parts.watch }, signal);
  },
});

async function start(
  parts: Parts,
  dealer: Pick<Dealer, "wake">,
  input: StartBulk,
  actor: Actor,
): Promise<One> {
  const { store, engine } = parts;
  const asked = { ...input, rotationIds: [...new Set(input.rotationIds)] };
  const { action, force, rotationIds, requestKey } = asked;
  const known = await begunBefore(parts, asked, actor);
  if (known) return { bulkJob: await viewOf(parts, known) };
  const items = await allowed(parts, rotationIds, actor);
  const id = engine.random.uuid();
  try {
    await store.bulk.create({ id, action, force, items, requestKey }, actor);
  } catch (error) {
    // The same request may have arrived twice at once.
    const meanwhile = await begunBefore(parts, asked, actor);
    if (meanwhile) return { bulkJob: await viewOf(parts, meanwhile) };
    throw error;
  }
  dealer.wake(id);
  return { bulkJob: await viewOf(parts, await jobFor(parts, id, actor)) };
}

async function begunBefore(
  { store }: Parts,
  { action, force, rotationIds, requestKey }: StartBulk,
  actor: Actor,
): Promise<BulkJob | null> {
  if (requestKey === undefined) return null;
  const job = await store.bulk.findByRequest(requestKey, actor.id);
  if (!job) return null;
  const isSame = job.action === action && job.force === force;
  if (isSame && (await store.bulk.isAbout(job.id, rotationIds))) return job;
  throw invalid("Another request was made under this key: take a new one.", "requestKey");
}

/** Each rotation by itself; a request that may do nothing at all is refused whole. */
async function allowed(
  { store }: Parts,
  rotationIds: readonly string[],
  actor: Actor,
): Promise<readonly NewBulkItem[]> {
  const projects = await store.bulk.projectsOf(rotationIds);
  const items = rotationIds.map((rotationId): NewBulkItem => {
    const projectId = projects.get(rotationId);
    if (projectId === undefined) return { rotationId, refusal: "There is no such rotation." };
    const isAllowed = may(actor, "rotate-secrets", "secret-rotations", projectId);
    return { rotationId, refusal: isAllowed ? null : "You may not do this in its project." };
  });
  if (items.some(({ refusal }) => refusal === null)) return items;
  if (projects.size === 0) throw new ApiError("not-found", "There is none of these rotations.");
  throw new ApiError("forbidden", "You may not rotate-secrets secret-rotations in any of these projects.", {
    details: [{ action: "rotate-secrets", subject: "secret-rotations" }],
  });
}

async function jobFor({ store }: Parts, id: string, actor: Actor): Promise<BulkJob> {
  const job = await store.bulk.find(id);
  if (!job) throw new ApiError("not-found", `There is no bulk job ${id}.`);
  if (actor.isAdmin || job.author.id === actor.id) return job;
  throw new ApiError("forbidden", "Only who started a bulk job may look at it.", {
    details: [{ action: "read", subject: "secret-rotations" }],
  });
}

const viewOf = async ({ store }: Parts, job: BulkJob): Promise<BulkJobView> =>
  jobView(job, await store.bulk.progress(job.id));

/** Takes back the runs of the job that have not begun; one that has begun meanwhile goes on. */
async function takeBack({ store }: Parts, { id }: BulkJob, author: Actor): Promise<void> {
  for (const { runId, rotationId, projectId } of await store.bulk.queuedRuns(id)) {
    if (!may(author, "rotate-secrets", "secret-rotations", projectId)) continue;
    await store.rotations
      .command(
        rotationId,
        (work, now) => {
          if (work.run?.id !== runId) throw new CommandRefused("conflict", "The run has ended.", runId);
          return cancel()(work, now);
        },
        { author },
      )
      .catch((error: unknown) => {
        if (!(error instanceof CommandRefused) && !(error instanceof ApiError)) throw error;
      });
  }
}
