import type { Author, Page } from "../store.ts";

/** One command for many rotations. */
export interface BulkJob {
  readonly id: string;
  readonly action: "rotate" | "pause" | "resume";
  readonly force: boolean;
  /** Who asked, from where: the author of every command. */
  readonly author: Author;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly total: number;
}

/** How far a job is: how many of its rotations are where. */
export interface BulkProgress {
  /** Have not had their command yet. */
  readonly waiting: number;
  /** Have a run that goes on. */
  readonly running: number;
  /** Have a run that waits for a person, or for the connection. */
  readonly attention: number;
  readonly done: number;
  readonly failed: number;
  /** The command was refused, or whoever asked may not give it. */
  readonly refused: number;
  readonly cancelled: number;
}

export interface BulkItem {
  readonly rotationId: string;
  readonly rotationName: string | null;
  /** Where the rotation is or was; `null` where there never was one. */
  readonly projectId: string | null;
  readonly state: keyof BulkProgress;
  readonly runId: string | null;
  readonly message: string | null;
}

/** An item of a job that is about to begin: one that is refused already says why. */
export interface NewBulkItem {
  readonly rotationId: string;
  readonly refusal: string | null;
}

/** What became of an item when its turn came. */
export interface BulkOutcome {
  readonly position: number;
  readonly state: "asked" | "done" | "refused";
  readonly runId: string | null;
  readonly message: string | null;
}

/** A run of a job that nobody has begun. */
export interface QueuedRun {
  readonly runId: string;
  readonly rotationId: string;
  readonly projectId: string;
}

/** Bulk jobs in the database. */
export interface BulkStore {
  /** Which of these rotations there are, and in which projects. */
  projectsOf(rotationIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  create(
    job: Omit<BulkJob, "createdAt" | "cancelledAt" | "total" | "author"> & {
      readonly requestKey?: string | undefined;
      readonly items: readonly NewBulkItem[];
    },
    author: Author,
  ): Promise<void>;
  find(id: string): Promise<BulkJob | null>;
  /** The job that a person's request began before, if it did. */
  findByRequest(requestKey: string, requestedBy: string): Promise<BulkJob | null>;
  /** Is it about these rotations, each of them and no other? */
  isAbout(id: string, rotationIds: readonly string[]): Promise<boolean>;
  progress(id: string): Promise<BulkProgress>;
  /** Its runs that have not ended. */
  openRuns(id: string): Promise<readonly string[]>;
  /** Its runs that have not begun. */
  queuedRuns(id: string): Promise<readonly QueuedRun[]>;
  items(query: {
    readonly jobId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<BulkItem>>;
  /** The newest first: those of a person, or of everybody. */
  list(query: {
    readonly requestedBy: string | null;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<BulkJob>>;
  /** What has not had its turn never gets one. `false`: it was cancelled before. */
  cancel(id: string, author: Author): Promise<boolean>;
  /** A job whose items have to be dealt and that nobody else deals, held for half a minute. */
  take(id: string | null): Promise<BulkJob | null>;
  /** The next items in line behind this position, and the job held for another half minute. */
  next(
    jobId: string,
    after: number,
    limit: number,
  ): Promise<readonly { readonly position: number; readonly rotationId: string }[]>;
  settle(jobId: string, outcomes: readonly BulkOutcome[]): Promise<void>;
}
