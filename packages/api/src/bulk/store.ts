import type { Author, Page } from "../store.ts";

/** What goes when its rotations have gone. */
export interface Emptied {
  readonly kind: "folder" | "environment" | "project";
  readonly id: string;
  readonly projectId: string;
}

/** A rotation in what is to be removed. */
export interface CarriedRotation {
  readonly id: string;
  readonly name: string;
  /** It rotates the account that its connection logs in with. */
  readonly ownAccount: boolean;
}

/** One command for many rotations. */
export interface BulkJob {
  readonly id: string;
  readonly action: "rotate" | "pause" | "resume" | "revoke" | "forget";
  readonly force: boolean;
  /** Who asked, from where: the author of every command. */
  readonly author: Author;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly total: number;
  /** What is removed when the last rotation has gone. */
  readonly removes: Emptied | null;
  /** It is removed, or will not be. */
  readonly closedAt: Date | null;
  /** Why it was not. */
  readonly problem: string | null;
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
    job: Pick<BulkJob, "id" | "action" | "force"> & {
      readonly removes?: Emptied | undefined;
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
  /** The rotations in it, by name. */
  carriedBy(what: Emptied): Promise<readonly CarriedRotation[]>;
  /** The job that is emptying this, if one is. */
  findRemoval(id: string): Promise<BulkJob | null>;
  /** Jobs that empty something and are through with it: this one, or all. */
  emptied(id: string | null): Promise<readonly BulkJob[]>;
  /** What was to go has gone, or, with a problem, stays. */
  close(id: string, problem: string | null): Promise<void>;
  /** A job whose items have to be dealt and that nobody else deals, held for half a minute. */
  take(id: string | null): Promise<BulkJob | null>;
  /** The next items in line behind this position, and the job held for another half minute. */
  next(
    jobId: string,
    after: number,
    limit: number,
  ): Promise<readonly { readonly position: number; readonly rotationId: string }[]>;
  /** Somebody takes it again in a second. */
  putOff(id: string): Promise<void>;
  settle(jobId: string, outcomes: readonly BulkOutcome[]): Promise<void>;
}
