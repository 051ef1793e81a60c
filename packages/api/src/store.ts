import type { Connection, Fields, LifecycleEvent, Run, Step } from "@turnbolt/core";
import type { AuditLogStore } from "./audit/store.ts";
import type { MachineStore } from "./machines/store.ts";
import type { RotationStore } from "./rotations/store.ts";
import type { RunStore } from "./runs/store.ts";
import type { SecretStore } from "./secrets/store.ts";
import type { EnvironmentStore, FolderStore, ProjectStore } from "./tree/store.ts";

/** Who made a change, and from where; where there is none, it was Turnbolt itself. */
export interface Author {
  /** A name for ever, as `user:…` or `machine:…`; no e-mail address, which may change hands. */
  readonly id: string;
  /** The network address that the request came from. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** Where secrets live: a folder of an environment of a project. */
export interface Place {
  readonly projectId: string;
  /** Slugs, as people write them. */
  readonly project: string;
  readonly environment: string;
  readonly environmentId: string;
  readonly environmentName: string;
  readonly folderId: string;
  readonly path: string;
}

/** A place as clients name it: its project by id or by slug. */
export type PlaceName = Pick<Place, "environment" | "path"> &
  ({ readonly projectId: string } | { readonly project: string });

/** A page of a list; give `next` back as `cursor`. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A connection with what people see of it. */
export interface StoredConnection extends Connection {
  readonly name: string;
  readonly description: string | null;
  readonly method: string | null;
  readonly brokenMessage: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A run, and the step under way where that takes long. */
export interface StoredRun extends Run {
  readonly projectId: string;
  readonly currentStep: {
    readonly name: Step["name"];
    readonly attempt: number;
    readonly startedAt: Date;
    /** What the plugin says of its way. */
    readonly progress: { readonly done: number; readonly total: number | null } | null;
  } | null;
}

/**
 * What the services need of a database. A name, subject or handle that is taken is refused with an `ApiError`, and so
 * is a row that is gone. Every change writes its audit row in its own transaction.
 */
export interface ApiStore {
  readonly places: {
    find(name: PlaceName): Promise<Place | null>;
    /** What of a place is not there, for a refusal that names it. */
    missing(name: PlaceName): Promise<"project" | "environment" | "folder">;
    /** The id of a project, by its slug. */
    project(slug: string): Promise<string | null>;
  };
  readonly connections: {
    list(query: { readonly projectId?: string; readonly app?: string }): Promise<readonly StoredConnection[]>;
    find(id: string): Promise<StoredConnection | null>;
    create(
      row: Omit<StoredConnection, "brokenAt" | "brokenMessage" | "createdAt" | "updatedAt">,
      author: Author,
    ): Promise<void>;
    /** Writes version + 1, mends it, and frees the rotations it held, spread over a minute. `false`: somebody was quicker. */
    update(
      row: Pick<StoredConnection, "id" | "name" | "description" | "config" | "sealed"> & {
        readonly fromVersion: number;
        /** The login was tried and works. */
        readonly mended: boolean;
        /** The rotations of this connection that rotate its own login, as it will be; absent: as before. */
        readonly ownAccounts?: readonly string[] | undefined;
      },
      author: Author,
    ): Promise<boolean>;
    /** Gives the names of the rotations that use it, and removes it when there are none. */
    remove(id: string, author: Author): Promise<readonly string[]>;
  };
  readonly rotations: RotationStore;
  readonly runs: RunStore;
  readonly projects: ProjectStore;
  readonly environments: EnvironmentStore;
  readonly folders: FolderStore;
  readonly secrets: SecretStore;
  readonly machines: MachineStore;
  readonly auditLogs: AuditLogStore;
  /** Writes an audit row durably. */
  audit(
    entry: Pick<LifecycleEvent, "message"> & {
      readonly kind: string;
      readonly rotationId?: string;
      readonly projectId?: string;
      readonly data?: LifecycleEvent["data"];
    },
    author: Author,
  ): Promise<void>;
  /** Answers when the database does. */
  ping(): Promise<void>;
}

export type * from "./audit/store.ts";
export type * from "./rotations/store.ts";
export type { RunStore } from "./runs/store.ts";
export type * from "./secrets/store.ts";
export type * from "./tree/store.ts";
export type { Fields };
