import type { Change, Rotation, Run, Version, Work } from "@turnbolt/core";
import type { Author, Page, Place, StoredConnection } from "../store.ts";
import type { RotationStatus } from "./schema-rotation.ts";

/** A credential that works, and its place among the two of a dual-phase rotation. */
export interface LiveCredential {
  readonly number: number;
  readonly slot: number;
  readonly state: "active" | "superseded";
  /** When the superseded one goes; `null`: with the run after this one. */
  readonly retireAt: Date | null;
}

/** A rotation with what people see of it. */
export interface StoredRotation {
  readonly rotation: Rotation;
  readonly description: string | null;
  readonly updatedAt: Date;
  readonly place: Place;
  readonly connection: Pick<StoredConnection, "id" | "name" | "app">;
  /** Secret names by field. */
  readonly mapping: Readonly<Record<string, string>>;
  /** The last run, ended or not. */
  readonly run: Run | null;
  /** The last run that tried to bring a new credential, ended or not. */
  readonly attempt: Run | null;
  readonly live: readonly LiveCredential[];
}

/** What is known about one credential, past or present; never its value. */
export interface StoredCredential
  extends Pick<
    Version,
    "number" | "handle" | "state" | "runId" | "createdAt" | "promotedAt" | "retireAt" | "endedAt"
  > {
  readonly slot: number | null;
}

/** Which rotations; what is absent does not matter. */
export interface RotationFilter {
  readonly projects: "all" | readonly string[];
  readonly type?: string | undefined;
  /** A slug, in whichever project. */
  readonly environment?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly status?: RotationStatus | undefined;
  /** Beginnings of words of the name or the description, all of them. */
  readonly search?: string | undefined;
}

export interface RotationQuery extends RotationFilter {
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A page of the table; rotations without the date come last in both directions. */
export interface TableQuery extends RotationQuery {
  readonly sort: "name" | "createdAt" | "nextAt" | "lastRotatedAt";
  readonly descending: boolean;
  readonly limit: number;
}

/** How one try ended, or that it has not. */
export interface RunOutcome {
  readonly runId: string;
  readonly kind: "create" | "rotate" | "reconcile";
  readonly outcome: "done" | "failed" | "running";
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface TableRow extends StoredRotation {
  /** Of the last ten tries, the newest first. */
  readonly outcomes: readonly RunOutcome[];
}

/** What a person's command brings along beyond what the lifecycle knows. */
export interface CommandOptions {
  readonly author?: Author | null;
  readonly requestKey?: string | undefined;
  readonly description?: string | null;
  readonly mapping?: Readonly<Record<string, string>>;
}

export interface NewRotationRows {
  readonly rotation: Rotation;
  readonly run: Run;
  readonly versions: readonly Version[];
  readonly description: string | null;
  readonly folderId: string;
  readonly mapping: Readonly<Record<string, string>>;
  readonly requestKey?: string | undefined;
}

/** What the services need of a database for rotations. */
export interface RotationStore {
  /** By name. */
  list(query: RotationQuery): Promise<Page<StoredRotation>>;
  table(query: TableQuery): Promise<Page<TableRow>>;
  find(id: string): Promise<StoredRotation | null>;
  findByName(folderId: string, name: string): Promise<StoredRotation | null>;
  /** Every credential that it ever had, the newest first, at most so many. */
  credentials(id: string, limit: number): Promise<readonly StoredCredential[]>;
  /** The credentials that work, sealed, as they are at one instant. */
  live(id: string): Promise<{
    readonly rotation: Rotation;
    readonly credentials: readonly (Version & LiveCredential)[];
  } | null>;
  /** Everything of it, as the lifecycle sees it. */
  load(id: string): Promise<Work | null>;
  /** Commits rotation, run, draft, subjects and reserved names, all or nothing. */
  create(rows: NewRotationRows, author: Author): Promise<void>;
  command(id: string, decide: (work: Work, now: Date) => Change, options?: CommandOptions): Promise<Work>;
  /** Rotations of this installation that may write one of these accounts. */
  withSubjects(
    subjects: readonly string[],
  ): Promise<readonly { readonly name: string; readonly subject: string }[]>;
  using(query: {
    readonly connectionId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<StoredRotation>>;
}
