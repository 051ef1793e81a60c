import type { Fields, Rotation, Run, Sealed, Step, Version, Work } from "./model.ts";

/** Something worth telling: an audit row and an outbox row, written with the change that it tells of. */
export interface LifecycleEvent {
  readonly kind:
    | "rotation.created"
    | "rotation.succeeded"
    | "rotation.failed"
    | "rotation.attention"
    | "rotation.alert"
    | "rotation.edited"
    | "rotation.removed"
    | "credential.revoked"
    | "credential.adopted"
    | "connection.broken";
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** The columns of a rotation that the lifecycle moves. */
export type RotationPatch = Partial<
  Omit<Rotation, "id" | "projectId" | "type" | "fence" | "revision" | "leaseUntil" | "createdAt">
>;

/** What one save writes, all of it or nothing, in one transaction. */
export interface Change {
  readonly rotation?: RotationPatch;
  /** A run that starts now. */
  readonly newRun?: Run;
  /** The run in hand. */
  readonly run?: Partial<Omit<Run, "id" | "rotationId" | "steps">>;
  readonly steps?: readonly Step[];
  /** Whole rows, inserted or replaced by id. */
  readonly versions?: readonly Version[];
  /** Give every mapped secret a new version that points at this credential. */
  readonly promote?: { readonly versionId: string };
  /** The connection refused us: mark this version of it broken and hold its rotations. */
  readonly breakConnection?: { readonly version: number; readonly message: string };
  /** The rotated account is the connection's own: the connection's fields after promote. */
  readonly connection?: {
    readonly config: Fields;
    readonly sealed: Readonly<Record<string, Sealed>>;
  };
  readonly usedFindings?: readonly string[];
  /** The rotation goes; its runs and audit rows stay. */
  readonly remove?: { readonly secrets: "delete" | "keep" };
  readonly events?: readonly LifecycleEvent[];
  /** Lets the lease go. */
  readonly release?: true;
}

/** The work as it is after the change; what a save leads to, without reading it again. */
export function applyChange(work: Work, change: Change): Work {
  const versions = new Map(work.versions.map((version) => [version.id, version]));
  for (const version of change.versions ?? []) versions.set(version.id, version);
  const run = change.newRun ?? work.run;
  const used = new Set(change.usedFindings);
  return {
    rotation: {
      ...work.rotation,
      ...change.rotation,
      ...(change.release ? { leaseUntil: null } : {}),
    },
    run: run && { ...run, ...change.run, steps: [...run.steps, ...(change.steps ?? [])] },
    versions: [...versions.values()].sort((a, b) => a.number - b.number),
    connection: change.connection
      ? {
          ...work.connection,
          ...change.connection,
          version: work.connection.version + 1,
          brokenAt: null,
        }
      : work.connection,
    findings: work.findings.filter(({ id }) => !used.has(id)),
    // Of a new one nobody knows yet who asked: whoever looks next finds out.
    untold: work.untold && !change.promote,
  };
}

/** One change that does what the two do, one after the other. */
export function mergeChanges(first: Change, second: Change): Change {
  const versions = new Map((first.versions ?? []).map((version) => [version.id, version]));
  for (const version of second.versions ?? []) versions.set(version.id, version);
  return {
    ...first,
    ...second,
    rotation: { ...first.rotation, ...second.rotation },
    run: { ...first.run, ...second.run },
    steps: [...(first.steps ?? []), ...(second.steps ?? [])],
    versions: [...versions.values()],
    usedFindings: [...(first.usedFindings ?? []), ...(second.usedFindings ?? [])],
    events: [...(first.events ?? []), ...(second.events ?? [])],
  };
}

export const hasEnded = ({ state }: Run): boolean =>
  state === "done" || state === "failed" || state === "cancelled";

/**
 * When the rotation wants to be worked on next, or `null` for never by itself. The store keeps it in one
 * indexed column and, while somebody holds the lease, puts the lease's end there instead.
 */
export function dueAt(work: Work, now: Date): Date | null {
  const { rotation, run, versions, findings } = work;
  if (rotation.attention || rotation.heldAt) return null;
  if (run && !hasEnded(run)) return rotation.wakeAt ?? now;
  const waits: (Date | null)[] = [rotation.checkAt, rotation.quietAt];
  if (rotation.mustVerify || findings.length > 0) waits.push(now);
  if (rotation.revokeAsked) waits.push(later(now, rotation.quietAt));
  const start = startsAt(work);
  if (start) waits.push(later(start, rotation.quietAt));
  for (const version of versions) {
    if (version.state === "revoking") waits.push(now);
    if (version.state === "superseded") waits.push(retiresAt(work, version));
  }
  const times = waits.flatMap((at) => (at ? [at.getTime()] : []));
  return times.length === 0 ? null : later(new Date(Math.min(...times)), rotation.wakeAt);
}

/** Who cannot be reached keeps no old credential alive for longer than this. */
const LONGEST_UNTOLD_MS = 86_400_000;

/** Until when the superseded credential is kept for those who have not been told of the one in its place. */
function untoldUntil({ untold, versions }: Work): Date | null {
  const since = versions.find(({ state }) => state === "active")?.promotedAt;
  return untold && since ? new Date(since.getTime() + LONGEST_UNTOLD_MS) : null;
}

/** When an overlap is over; `null` = the next run frees the slot. */
export const retiresAt = (work: Work, { retireAt }: Version): Date | null =>
  retireAt && later(retireAt, untoldUntil(work));

/** When the schedule begins a run, which may end a superseded credential; `null` while it is paused. */
export function startsAt(work: Work): Date | null {
  const { auto, nextAt } = work.rotation;
  if (!auto || !nextAt) return null;
  const overlaps = work.versions.some(({ state }) => state === "superseded");
  return overlaps ? later(nextAt, untoldUntil(work)) : nextAt;
}

/** The later of two instants; an absent one does not count. */
export const later = (a: Date, b: Date | null): Date => (b && b > a ? b : a);
export const isDue = (at: Date | null, now: Date): boolean => at !== null && at <= now;
