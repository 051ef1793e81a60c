import type { Author } from "../store.ts";

export interface StoredEnvironment {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly position: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StoredProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** In order. */
  readonly environments: readonly StoredEnvironment[];
}

export interface StoredFolder {
  readonly id: string;
  readonly projectId: string;
  readonly environmentId: string;
  /** A slug. */
  readonly environment: string;
  readonly environmentName: string;
  /** `null` for `/`. */
  readonly parentId: string | null;
  readonly path: string;
  readonly description: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A folder with how much is in it, not counting what is further below. */
export interface CountedFolder extends StoredFolder {
  readonly secrets: number;
  readonly rotations: number;
  readonly folders: number;
}

/** A folder by the names that clients know it by. */
export interface FolderAt {
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
}

/** A change: what is not named stays as it is. */
type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * What of a change is taken or gone is refused with an `ApiError`. Each `remove` gives the names of the rotations in the
 * way, and removes all of it when there are none.
 */
export interface ProjectStore {
  /** All, or those with these ids; by name. */
  list(only: "all" | readonly string[]): Promise<readonly StoredProject[]>;
  find(id: string): Promise<StoredProject | null>;
  bySlug(slug: string): Promise<StoredProject | null>;
  create(
    project: Pick<StoredProject, "id" | "slug" | "name" | "description"> & {
      /** In order; each gets the folder `/`. */
      readonly environments: readonly Pick<StoredEnvironment, "slug" | "name">[];
    },
    author: Author,
  ): Promise<void>;
  update(
    id: string,
    change: Patch<Pick<StoredProject, "slug" | "name" | "description">>,
    author: Author,
  ): Promise<void>;
  remove(id: string, author: Author): Promise<readonly string[]>;
}

export interface EnvironmentStore {
  /** Without a position: last. */
  create(
    environment: Pick<StoredEnvironment, "id" | "projectId" | "slug" | "name"> & {
      readonly position: number | null;
    },
    author: Author,
  ): Promise<void>;
  update(
    environment: Pick<StoredEnvironment, "id" | "projectId">,
    change: Patch<Pick<StoredEnvironment, "slug" | "name" | "position">>,
    author: Author,
  ): Promise<void>;
  remove(
    environment: Pick<StoredEnvironment, "id" | "projectId">,
    author: Author,
  ): Promise<readonly string[]>;
}

/** A list by path: how many beside the folder itself, and behind which path it begins. */
export interface FolderPage {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface FolderStore {
  find(id: string): Promise<StoredFolder | null>;
  /** A folder and what is in it, or everything below it; by path, itself first. Empty when there is no such folder. */
  list(at: FolderAt & FolderPage & { readonly recursive: boolean }): Promise<readonly StoredFolder[]>;
  /** A folder and what is in it, with counts; itself first. Empty when there is no such folder. */
  counted(at: FolderAt & FolderPage): Promise<readonly CountedFolder[]>;
  /** The folders on the way are made where they are missing. */
  create(
    folder: Pick<StoredFolder, "id" | "environmentId" | "path" | "description">,
    author: Author,
  ): Promise<void>;
  update(
    id: string,
    change: { readonly name?: string | undefined; readonly description?: string | null | undefined },
    author: Author,
  ): Promise<void>;
  remove(id: string, author: Author): Promise<readonly string[]>;
}
