import type { Change } from "./lifecycle/change.ts";
import type { Fields, Finding, Sealed, Work } from "./lifecycle/model.ts";
import type { Runtime } from "./runtime.ts";
import type { RawAnswer } from "./shapes.ts";

/** The right to work on one rotation until a time. Every write under it names the fence. */
export interface Lease {
  readonly rotationId: string;
  readonly fence: number;
  readonly until: Date;
  /** The same instant on this process' monotonic clock, counted from before the lease was asked for. */
  readonly untilMonotonic: number;
}

export interface Claimed {
  readonly lease: Lease;
  readonly work: Work;
}

/**
 * Decides, without asking anybody, what a due rotation gets to do; `null` leaves it alone.
 * A change that releases is written and not handed out. Throws for a row that cannot be used.
 */
export type Prepare = (
  work: Work,
  at: { readonly now: Date; readonly leaseUntil: Date },
) => Promise<Change | null>;

export interface ClaimRequest {
  readonly limit: number;
  readonly leaseMs: number;
  /** Only these rotations, due or not by the clock's rounding. */
  readonly only?: readonly string[];
  /** No connection ever has more leases than this, whoever holds them. */
  readonly perConnection: number;
  readonly prepare: Prepare;
}

export interface ClaimResult {
  readonly claimed: readonly Claimed[];
  /** More is due than was taken: the batch is full, or the connections have no room. */
  readonly left: boolean;
  /** Rows that could not be prepared: left as they were. */
  readonly unusable: readonly {
    readonly rotationId: string;
    readonly fence: number;
    readonly message: string;
  }[];
}

/**
 * Every durable write of the lifecycle. Times are the database's. Each method is one transaction, and none is
 * open while a provider talks to its target.
 */
export interface Ledger {
  /**
   * Leases up to `limit` due rotations that nobody holds (fence + 1) and writes what `prepare` made of each, in one
   * transaction. A rotation of its connection's own login is leased only while no other of that connection is; while
   * it is due, and from the beginning to the end of its run, no other is, unless it waits for a person.
   */
  claim(request: ClaimRequest): Promise<ClaimResult>;
  load(rotationId: string): Promise<Work | null>;
  /**
   * Writes the change where the fence is still the lease's. `lost`: somebody else holds the rotation, nothing was
   * written. `changed`: a person edited it since `revision`, nothing was written; load and decide again.
   */
  save(lease: Lease, revision: number, change: Change): Promise<"saved" | "changed" | "lost">;
  /** The lease made longer, or `null` when it is lost. */
  renew(lease: Lease, leaseMs: number): Promise<Lease | null>;
  /** A person's command: `decide` sees the locked row and answers with a change or throws; the revision goes up. */
  command(rotationId: string, decide: (work: Work, now: Date) => Change): Promise<Work>;
  /** Keeps an answer that arrived after the lease was lost. */
  addFinding(finding: Finding): Promise<void>;
}

/** What a sealed value is bound to: it opens nowhere else. */
export interface Binding {
  readonly projectId: string | null;
  /** The rotation or connection the value belongs to. */
  readonly ownerId: string;
  readonly version: number;
  readonly field: string;
  readonly subject: string;
}

export interface Cipher {
  seal(binding: Binding, value: string): Promise<Sealed>;
  open(binding: Binding, sealed: Sealed): Promise<string>;
}

export interface Clock {
  /** The database's time. */
  now(): Date;
  /** Milliseconds that never jump and go on while the process is paused. */
  monotonic(): number;
  /** Calls back at a monotonic instant; the result takes it back. */
  at(monotonic: number, callback: () => void): () => void;
}

export interface Random {
  uuid(): string;
  /** In [0, 1). */
  fraction(): number;
}

/** What one provider call gets from the host. */
export interface CallOptions {
  readonly rotationType: string;
  readonly connection: Fields;
  /** Monotonic: after it no byte leaves. */
  readonly deadline: number;
  /** Values to strike from everything that is logged. */
  readonly secrets: readonly string[];
  /** Granted issue only: gets its 2xx answer as soon as the bytes are here; the provider sees it after this is done. */
  readonly keep?: (answer: RawAnswer) => Promise<void>;
  readonly onWarning?: (message: string) => void;
  readonly onProgress?: (done: number, total?: number) => void;
  /** What the runtime is for, where it is a step of a run. */
  readonly call?: CallOfStep;
}

/** One call of a step: the same object in every runtime that is opened for it. */
export interface CallOfStep {
  readonly connectionId: string;
  readonly step: string;
}

/** Lends runtimes to provider calls. */
export interface Host {
  open(options: CallOptions): { readonly runtime: Runtime; close(): void };
}
