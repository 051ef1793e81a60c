import type { Connection, Permission } from "@turnbolt/core";
import type { Counted } from "../insights/store.ts";
import type { Author, Page } from "../store.ts";

/** A connection with what people see of it. */
export interface StoredConnection extends Connection {
  readonly name: string;
  readonly description: string | null;
  readonly method: string | null;
  readonly brokenMessage: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Whose connections are meant. */
export interface ConnectionsOf {
  /** Ids of projects; `"all"`: of every project, and those of the whole installation. */
  readonly projects: "all" | readonly string[];
  /** Also those that belong to the whole installation. */
  readonly shared?: boolean | undefined;
  readonly app?: string | undefined;
}

export interface ConnectionQuery extends ConnectionsOf {
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** How a connection is doing. */
export interface ConnectionState {
  readonly permissions: readonly Permission[];
  readonly testedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly dependants: Counted;
}

/** A rotation that goes through a connection. */
export interface Dependant {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
  readonly nextAt: Date | null;
  readonly lastRotatedAt: Date | null;
  readonly attentionSince: Date | null;
  readonly heldAt: Date | null;
  readonly lastFailedAt: Date | null;
}

/** Connections in the database. Each change writes its audit row in its own transaction. */
export interface ConnectionStore {
  /** By name. */
  list(query: ConnectionQuery): Promise<Page<StoredConnection>>;
  find(id: string): Promise<StoredConnection | null>;
  /** Those with this name, a few at most: projects have names of their own. */
  named(name: string, of: ConnectionsOf): Promise<readonly StoredConnection[]>;
  /** How it is doing; last use is the last thing that happened to one of its rotations. */
  state(id: string): Promise<ConnectionState | null>;
  /** The rotations that go through it, by name. */
  dependants(query: {
    readonly connectionId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<Dependant>>;
  create(
    row: Omit<StoredConnection, "brokenAt" | "brokenMessage" | "createdAt" | "updatedAt"> & {
      readonly permissions: readonly Permission[];
    },
    author: Author,
  ): Promise<void>;
  /** Keeps what the target has just said of the login of this version of a connection. */
  noteTested(
    connection: Pick<Connection, "id" | "projectId" | "version">,
    permissions: readonly Permission[],
    author: Author,
  ): Promise<void>;
  /** Writes version + 1, mends it, and frees the rotations it held, spread over a minute. `false`: somebody was quicker. */
  update(
    row: Pick<StoredConnection, "id" | "name" | "description" | "config" | "sealed"> & {
      readonly fromVersion: number;
      /** The login was tried and works. */
      readonly mended: boolean;
      /** What the login may do, as the target has just said; absent: it was not asked. */
      readonly permissions?: readonly Permission[] | undefined;
      /** The rotations of this connection that rotate its own login, as it will be; absent: as before. */
      readonly ownAccounts?: readonly string[] | undefined;
    },
    author: Author,
  ): Promise<boolean>;
  /** Gives names of the rotations that use it, a dozen at most, and removes it when there are none. */
  remove(id: string, author: Author): Promise<readonly string[]>;
}
