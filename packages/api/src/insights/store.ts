import type { Attention, Rotation, Run } from "@turnbolt/core";

/** Ids of projects, or all of them. */
export type Scope = "all" | readonly string[];

/** A number, and whether there are more than that. */
export interface Counted {
  readonly count: number;
  readonly isMore: boolean;
}

export interface Counters {
  readonly failing: Counted;
  readonly dueSoon: Counted;
  readonly overdue: Counted;
  readonly attention: Counted;
}

/** A rotation that somebody may have to look at. */
export interface ProblemRotation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
  readonly attention: Attention | null;
  readonly lastFailedAt: Date | null;
  readonly nextAt: Date | null;
  /** The last try at a new credential. */
  readonly run: { readonly id: string; readonly state: string; readonly message: string | null } | null;
}

export interface BrokenConnection {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  readonly projectId: string | null;
  readonly brokenAt: Date;
  readonly brokenMessage: string | null;
  /** Rotations that stand still for it. */
  readonly held: Counted;
}

/** What the runs of some days came to. */
export interface RunDays {
  /** Those with runs, by date. */
  readonly days: readonly {
    /** `2026-01-31`, in UTC. */
    readonly day: string;
    readonly succeeded: number;
    readonly failed: number;
    /** A few of them, by id. */
    readonly failedRuns: readonly string[];
    readonly doneRuns: readonly string[];
  }[];
  /** Of the successful ones, from the request to the end; `null` where there are none. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** A rotation whose schedule has dates to come. */
export interface PlannedRotation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly schedule: Rotation["schedule"];
  readonly nextAt: Date;
  readonly connection: { readonly id: string; readonly name: string; readonly app: string };
}

/** A span of time, without its end; `key` is what it is called in the answer. */
export interface Span {
  readonly key: string;
  readonly from: Date;
  readonly until: Date;
}

/** A run that has ended, for a list. */
export interface EndedRun extends Pick<Run, "id" | "rotationId" | "kind" | "trigger" | "state"> {
  readonly rotationName: string;
  readonly endedAt: Date;
}

/** What screens ask about many rotations at once. Each question reads a bounded number of rows, whatever the total. */
export interface InsightStore {
  counters(scope: Scope): Promise<Counters>;
  /** The worst of each kind, the oldest first. */
  problems(
    scope: Scope,
  ): Promise<Readonly<Record<"attention" | "failing" | "overdue", readonly ProblemRotation[]>>>;
  /** Connections that hold rotations, and others that are broken, the oldest first. */
  broken(scope: Scope): Promise<readonly BrokenConnection[]>;
  /** The starts of the next day, hour by hour. */
  nextHours(scope: Scope): Promise<readonly (Counted & { readonly from: Date })[]>;
  /** Days from the first to the last one, both dates in UTC. */
  between(scope: Scope, first: string, last: string): Promise<RunDays>;
  /** Rotations whose next start is before a time, the next one first. */
  plannedBefore(
    scope: Scope,
    time: Date,
  ): Promise<{ readonly rotations: readonly PlannedRotation[]; readonly isMore: boolean }>;
  /** How many next starts there are in each span of time, up to one more than is counted. */
  nextBySpan(scope: Scope, spans: readonly Span[]): Promise<ReadonlyMap<string, number>>;
  /** The tries at a new credential that ended from one time to another, the first one first; `null` where more than so many runs did. */
  endedBetween(scope: Scope, from: Date, until: Date, most: number): Promise<readonly EndedRun[] | null>;
  /** Ended runs by their ids, with the names of their rotations. */
  runsById(ids: readonly string[]): Promise<readonly EndedRun[]>;
}
