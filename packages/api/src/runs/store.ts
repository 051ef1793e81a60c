import type { Page, StoredRun } from "../store.ts";

/** The rotation of some runs, as far as it is known when it is gone. */
export interface RunOwner {
  readonly projectId: string;
  readonly type: string;
  readonly name: string;
}

/** What the services need of a database for runs. */
export interface RunStore {
  find(id: string): Promise<StoredRun | null>;
  /** The run that a client's request started before, if it did. */
  findByRequest(rotationId: string, requestKey: string): Promise<StoredRun | null>;
  /** The first run of a rotation that this person's request made before, if it did. */
  findCreation(requestKey: string, requestedBy: string): Promise<StoredRun | null>;
  /** The newest first; those of a rotation that is gone are kept for a while. */
  list(query: {
    readonly rotationId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<StoredRun>>;
  /** Whose runs these are, also of a rotation that is gone. */
  owner(rotationId: string): Promise<RunOwner | null>;
}
