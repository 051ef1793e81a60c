import type { Fields, LifecycleEvent, Run, Step } from "@turnbolt/core";
import type { AuditSealStore } from "./audit/seal-store.ts";
import type { AuditLogStore } from "./audit/store.ts";
import type { BulkStore } from "./bulk/store.ts";
import type { ConnectionStore } from "./connections/store.ts";
import type { InsightStore } from "./insights/store.ts";
import type { MachineStore } from "./machines/store.ts";
import type { NotificationStore } from "./notifications/store.ts";
import type { PeopleStore } from "./people/store.ts";
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
  readonly connections: ConnectionStore;
  readonly rotations: RotationStore;
  readonly runs: RunStore;
  readonly insights: InsightStore;
  readonly bulk: BulkStore;
  readonly projects: ProjectStore;
  readonly environments: EnvironmentStore;
  readonly folders: FolderStore;
  readonly secrets: SecretStore;
  readonly machines: MachineStore;
  readonly people: PeopleStore;
  readonly auditLogs: AuditLogStore;
  readonly auditSeals: AuditSealStore;
  readonly notifications: NotificationStore;
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

export type * from "./audit/seal-store.ts";
export type * from "./audit/store.ts";
export type * from "./connections/store.ts";
export type * from "./notifications/store.ts";
export type * from "./rotations/store.ts";
export type * from "./runs/store.ts";
export type * from "./secrets/store.ts";
export type * from "./tree/store.ts";
export type { Fields };
