import type { Change } from "./change.ts";
import { type Job, type Next, note, openConnection, plus, reveal, runOf } from "./job.ts";
import { active, draft, inState, type Version, type Work } from "./model.ts";
import { nextDue } from "./next-due.ts";
import { tell } from "./outcome.ts";
import { sealConnection } from "./seal-connection.ts";

/** Publishes the proven draft: one transaction, and the run is done. */
export async function promote(job: Job): Promise<Next> {
  const now = job.engine.clock.now();
  const startedAt = now;
  const own = await ownConnection(job);
  const jitter = job.engine.random.fraction();
  note(job, (work) => {
    const change = promotion(job, work, now, jitter);
    const step = {
      name: "promote" as const,
      attempt: 1,
      startedAt,
      endedAt: now,
      outcome: "ok" as const,
      message: null,
    };
    if (!own) return { ...change, steps: [step] };
    return {
      ...change,
      steps: [step],
      connection: own,
      rotation: { ...change.rotation, ownAccount: true },
    };
  });
  return "end";
}

function promotion(job: Job, work: Work, now: Date, jitter: number): Change {
  const row = draft(work);
  const run = work.run;
  if (!row || !run) throw new Error("promote without a draft");
  const { rotation } = work;
  const lastManual = run.trigger === "manual";
  return {
    promote: { versionId: row.id },
    versions: [
      { ...row, state: "active", promotedAt: now, answer: null },
      ...superseded(job, work, row, now),
    ],
    rotation: {
      lastRotatedAt: now,
      lastManual,
      lastFailedAt: null,
      failures: 0,
      wakeAt: null,
      opening: null,
      mustVerify: false,
      checkAt: plus(now, job.engine.limits.checkEveryMs),
      nextAt: nextDue(job.engine, { ...rotation, lastRotatedAt: now, lastManual }, now, jitter),
    },
    run: { state: "done", endedAt: now, message: null, failure: null },
    events: [
      tell(
        work,
        run.adopts ? "credential.adopted" : "rotation.succeeded",
        "the new credential is published",
        { version: row.number, handle: row.handle },
      ),
    ],
  };
}

/** What becomes of the credentials before: the same handle is overwritten, single-phase is dead, dual overlaps. */
function superseded(job: Job, work: Work, row: Version, now: Date): readonly Version[] {
  const before = active(work);
  const older = inState(work, "superseded");
  const single = job.provider.phase === "single";
  const ended = { endedAt: now } as const;
  return [
    ...(before
      ? [
          single || before.handle === row.handle
            ? { ...before, ...ended, state: single ? ("revoked" as const) : ("overwritten" as const) }
            : { ...before, state: "superseded" as const, retireAt: overlapEnd(work, now) },
        ]
      : []),
    ...older.map((version) =>
      version.handle === row.handle
        ? { ...version, ...ended, state: "overwritten" as const }
        : {
            ...version,
            retireAt: version.retireAt ? (version.retireAt < now ? version.retireAt : now) : now,
          },
    ),
  ];
}

/** A credential that reconcile found dead has no overlap. */
function overlapEnd({ run, rotation }: Work, now: Date): Date | null {
  if (run?.kind === "reconcile") return now;
  return rotation.overlapMs === null ? null : plus(now, rotation.overlapMs);
}

/** The connection's own account was rotated: its stored login changes in the same transaction. */
async function ownConnection(job: Job): Promise<Change["connection"] | null> {
  const { provider, engine, work } = job;
  const row = draft(work);
  if (!provider.asConnection || !row) return null;
  const fields = await openConnection(engine, work.connection);
  const { secret } = await reveal(job, row);
  const changed = provider.asConnection(fields, secret, runOf(job).parameters);
  const { id, projectId, version } = work.connection;
  return (
    changed && (await sealConnection(engine, provider, { id, projectId, version: version + 1 }, changed))
  );
}
