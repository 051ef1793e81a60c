import {
  applyChange,
  type Change,
  type ClaimRequest,
  type ClaimResult,
  type Connection,
  dueAt,
  type Finding,
  hasEnded,
  type Lease,
  type Ledger,
  type LifecycleEvent,
  type Rotation,
  type Run,
  type Version,
  type Work,
} from "@turnbolt/core";
import { breakConnection, mendConnection, shareConnection } from "./memory-connection.ts";
import { hasRoom, isDue } from "./memory-room.ts";

/** One rotation as a ledger keeps it: everything, the ended ones too. */
export interface Row {
  work: Work;
  owner: string | null;
  dueAt: Date | null;
  removed: boolean;
  readonly runs: Map<string, Run>;
  readonly versions: Map<string, Version>;
  readonly events: LifecycleEvent[];
  /** Numbers of the versions in the order of their promotion. */
  readonly promoted: number[];
  /** The id of the version that readers get. */
  published: string | null;
}

/** A ledger in memory with the semantics of the real one; it refuses what the real one's constraints refuse. */
export interface MemoryLedger {
  readonly rows: ReadonlyMap<string, Row>;
  /** True while a transaction is open. */
  inTransaction(): boolean;
  as(owner: string): Ledger;
  insert(rotation: Rotation, connection: Connection, run: Run, versions: readonly Version[]): void;
  /** Everybody who asked has been told of this version, if it is still the one that is published. */
  tell(rotationId: string, number: number): void;
  /** The connection was mended: its rotations go on. */
  mend(connectionId: string): void;
  /** A process that starts again ends its own old leases. */
  endOwnLeases(owner: string): void;
  /** The earliest instant at which there is something to do. */
  nextDue(): Date | null;
}

/** `asked`: does anybody want to be told of what this row has just published? */
export function memoryLedger(
  { now, monotonic }: { readonly now: () => Date; readonly monotonic: () => number },
  asked: (row: Row) => boolean = () => false,
): MemoryLedger {
  const rows = new Map<string, Row>();
  let open = false;

  async function claim(owner: string, request: ClaimRequest): Promise<ClaimResult> {
    const { limit, leaseMs, only, perConnection, prepare } = request;
    const claimed: ClaimResult["claimed"][number][] = [];
    const unusable: ClaimResult["unusable"][number][] = [];
    const fits = (row: Row) => hasRoom(rows.values(), row, { now: now(), only, perConnection });
    let left = false;
    open = true;
    try {
      for (const row of rows.values()) {
        const { rotation } = row.work;
        if (row.removed || !isDue(row, now())) continue;
        if (only && !only.includes(rotation.id)) continue;
        if (claimed.length >= limit || !fits(row)) {
          left ||= !only;
          continue;
        }
        const until = new Date(now().getTime() + leaseMs);
        try {
          const change = await prepare(row.work, { now: now(), leaseUntil: until });
          // Somebody else was quicker; the real ledger would not have shown the locked row.
          if (row.work.rotation.fence !== rotation.fence || !fits(row)) continue;
          if (!change) {
            row.dueAt = dueAt(row.work, now());
            continue;
          }
          row.work = {
            ...row.work,
            rotation: { ...row.work.rotation, fence: rotation.fence + 1, leaseUntil: until },
          };
          write(row, change);
          if (change.release) continue;
          row.owner = owner;
          const lease = {
            rotationId: rotation.id,
            fence: rotation.fence + 1,
            until,
            untilMonotonic: monotonic() + leaseMs,
          };
          claimed.push({ lease, work: row.work });
        } catch (error) {
          unusable.push({ rotationId: rotation.id, fence: rotation.fence, message: String(error) });
        }
      }
    } finally {
      open = false;
    }
    return { claimed, left, unusable };
  }

  function write(row: Row, change: Change): void {
    const before = row.work;
    const after = applyChange(before, change);
    refuseTwoLive(after);
    for (const version of change.versions ?? []) row.versions.set(version.id, version);
    if (after.run) row.runs.set(after.run.id, after.run);
    if (change.promote) {
      row.published = change.promote.versionId;
      row.promoted.push(row.versions.get(change.promote.versionId)?.number ?? -1);
    }
    row.events.push(...(change.events ?? []));
    row.removed = change.remove !== undefined;
    if (change.release) row.owner = null;
    row.work = {
      ...after,
      run: after.run && hasEnded(after.run) ? null : after.run,
      versions: after.versions.filter(({ state }) => LIVE.has(state)),
      untold: change.promote ? asked(row) : after.untold,
    };
    row.dueAt = row.work.rotation.leaseUntil ?? dueAt(row.work, now());
    if (change.connection) shareConnection(rows, row, now());
    if (change.breakConnection) breakConnection(rows, row, change.breakConnection, now());
  }

  const held = (lease: Lease): Row | null => {
    const row = rows.get(lease.rotationId);
    return row && !row.removed && row.work.rotation.fence === lease.fence ? row : null;
  };

  return {
    rows,
    inTransaction: () => open,
    as: (owner) => ({
      claim: (request) => claim(owner, request),
      load: async (rotationId) => {
        const row = rows.get(rotationId);
        return row && !row.removed ? row.work : null;
      },
      async save(lease, revision, change) {
        const row = held(lease);
        if (!row) return "lost";
        if (row.work.rotation.revision !== revision) return "changed";
        write(row, change);
        return "saved";
      },
      async renew(lease, leaseMs) {
        const row = held(lease);
        if (!row?.work.rotation.leaseUntil) return null;
        const until = new Date(now().getTime() + leaseMs);
        row.work = { ...row.work, rotation: { ...row.work.rotation, leaseUntil: until } };
        row.dueAt = until;
        return { ...lease, until, untilMonotonic: monotonic() + leaseMs };
      },
      async command(rotationId, decide) {
        const row = rows.get(rotationId);
        if (!row || row.removed) throw new Error("no such rotation");
        const change = decide(row.work, now());
        const { rotation } = row.work;
        row.work = { ...row.work, rotation: { ...rotation, revision: rotation.revision + 1 } };
        write(row, change);
        return row.work;
      },
      async addFinding(finding) {
        addFinding(rows, finding, now());
      },
    }),
    insert(rotation, connection, run, versions) {
      const work: Work = { rotation, connection, run, versions, findings: [], untold: false };
      const row: Row = {
        work,
        owner: null,
        dueAt: dueAt(work, now()),
        removed: false,
        runs: new Map([[run.id, run]]),
        versions: new Map(versions.map((version) => [version.id, version])),
        events: [],
        promoted: [],
        published: null,
      };
      rows.set(rotation.id, row);
    },
    tell(rotationId, number) {
      const row = rows.get(rotationId);
      if (!row?.work.untold || row.promoted.at(-1) !== number) return;
      row.work = { ...row.work, untold: false };
      if (!row.work.rotation.leaseUntil) row.dueAt = dueAt(row.work, now());
    },
    mend: (connectionId) => mendConnection(rows, connectionId, now()),
    endOwnLeases(owner) {
      for (const row of rows.values()) {
        if (row.owner !== owner || !row.work.rotation.leaseUntil) continue;
        row.work = { ...row.work, rotation: { ...row.work.rotation, leaseUntil: now() } };
        row.dueAt = now();
      }
    },
    nextDue() {
      const times = [...rows.values()].flatMap((row) =>
        row.dueAt && !row.removed ? [row.dueAt.getTime()] : [],
      );
      return times.length === 0 ? null : new Date(Math.min(...times));
    },
  };
}

const LIVE = new Set(["draft", "active", "superseded", "revoking"]);

function addFinding(rows: ReadonlyMap<string, Row>, finding: Finding, now: Date): void {
  const row = rows.get(finding.rotationId);
  if (!row) return;
  row.work = { ...row.work, findings: [...row.work.findings, finding] };
  if (!row.work.rotation.leaseUntil) row.dueAt = dueAt(row.work, now);
}

/** The unique indexes: one live row (draft or active) per exclusive handle, and one active. */
function refuseTwoLive({ versions }: Work): void {
  const live = versions.filter(
    ({ state, exclusive }) => exclusive && (state === "draft" || state === "active"),
  );
  if (new Set(live.map(({ handle }) => handle)).size !== live.length)
    throw new Error("two live rows for one handle");
  if (versions.filter(({ state }) => state === "active").length > 1)
    throw new Error("two active credentials");
}
