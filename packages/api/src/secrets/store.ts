import type { Author, Page } from "../store.ts";
import type { FolderAt } from "../tree/store.ts";

/** A secret in its folder; no value. */
export interface StoredSecret {
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly skipMultilineEncoding: boolean | null;
  /** The rotation that writes it; `null`: people do. */
  readonly rotationId: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly projectId: string;
  /** A slug. */
  readonly environment: string;
  readonly path: string;
}

/** A secret with its value, sealed. */
export interface SealedSecret extends StoredSecret {
  readonly sealed: Uint8Array;
  /** Whose field the value is and is bound to; `null`: it is the secret's own. */
  readonly credential: {
    readonly rotationId: string;
    readonly subjects: readonly string[];
    readonly field: string;
  } | null;
}

/** A secret that somebody is about to change. */
export interface LockedSecret extends StoredSecret {
  /** The rotation that writes it, by its name; `null`: people do. */
  readonly rotation: string | null;
  /** The number that a new version gets. */
  readonly nextVersion: number;
}

/** One version of a secret; no value. */
export interface SecretVersion {
  readonly number: number;
  readonly createdAt: Date;
  /** Who wrote it by hand; `null`: a run did. */
  readonly createdBy: string | null;
  readonly runId: string | null;
  /** The rotation whose credential it shows, gone or not. */
  readonly rotationId: string | null;
  /** Values of ended credentials are erased after a while. */
  readonly isKept: boolean;
}

export interface SecretAt extends FolderAt {
  readonly name: string;
}

/** A list by path and name: how much of it, and behind which secret it begins. */
export interface ListPage {
  readonly limit: number;
  readonly after?: { readonly path: string; readonly name: string } | undefined;
}

/** Reads without a value are free; reads of a value answer when their audit rows are on disk, and not without them. */
export interface SecretStore {
  /** The secrets of a folder in one snapshot, by path and name; `null` when there is no such folder. */
  list(at: FolderAt & ListPage & { readonly recursive: boolean }): Promise<readonly StoredSecret[] | null>;
  /** One, or one version of it, which has a value. */
  find(at: SecretAt & { readonly version?: number | undefined }): Promise<StoredSecret | null>;
  /** The same with values; of more than `LARGEST_LIST` nothing is audited, and nothing may be given out. */
  readAll(
    at: FolderAt & ListPage & { readonly recursive: boolean },
    author: Author,
  ): Promise<readonly SealedSecret[] | null>;
  read(
    at: SecretAt & { readonly version?: number | undefined },
    author: Author,
  ): Promise<SealedSecret | null>;
  /** The newest first. */
  versions(query: {
    readonly secretId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<SecretVersion>>;
  /** Which of these names are taken there. */
  taken(folderId: string, names: readonly string[]): Promise<readonly string[]>;
  /** Version 1. A name that is taken is refused with an `ApiError`. */
  create(
    secret: Pick<
      StoredSecret,
      "id" | "name" | "comment" | "skipMultilineEncoding" | "projectId" | "environment" | "path"
    > & { readonly folderId: string; readonly sealed: Uint8Array },
    author: Author,
  ): Promise<StoredSecret>;
  /** `decide` sees the locked row and answers with a change, its value sealed as `nextVersion`, or throws. */
  change(
    at: SecretAt,
    decide: (secret: LockedSecret) => Promise<{
      readonly name?: string | undefined;
      readonly comment?: string | undefined;
      readonly skipMultilineEncoding?: boolean | null | undefined;
      readonly sealed?: Uint8Array | undefined;
    }>,
    author: Author,
  ): Promise<StoredSecret | null>;
  /** `decide` sees the locked row and may throw. Gives the secret as it was. */
  remove(at: SecretAt, decide: (secret: LockedSecret) => void, author: Author): Promise<StoredSecret | null>;
}
