import type { Connection } from "@turnbolt/core";
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

/** Connections in the database. Each change writes its audit row in its own transaction. */
export interface ConnectionStore {
  /** By name. */
  list(query: ConnectionQuery): Promise<Page<StoredConnection>>;
  find(id: string): Promise<StoredConnection | null>;
  /** Those with this name, a few at most: projects have names of their own. */
  named(name: string, of: ConnectionsOf): Promise<readonly StoredConnection[]>;
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
  /** Gives names of the rotations that use it, a dozen at most, and removes it when there are none. */
  remove(id: string, author: Author): Promise<readonly string[]>;
}
