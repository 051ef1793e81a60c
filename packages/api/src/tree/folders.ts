import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { FolderAt, StoredFolder } from "../store.ts";
import { findPlace, notThere } from "./find-place.ts";
import { findProjectId } from "./find-project.ts";
import { type InProject, isUuid, tidyPath } from "./names.ts";
import { pageFrom, pageOf } from "./page.ts";
import { type Removing, removeWith } from "./remove-with.ts";
import type { CreateFolder, FolderTree, ListFolders, RemoveFolder, UpdateFolder } from "./schema.ts";
import { type CountedFolderView, countedFolderView, type FolderView, folderView } from "./view.ts";

export type FolderService = ReturnType<typeof folderService>;

export const folderService = (removing: Removing) => {
  const { parts } = removing;
  const { store } = parts;
  return {
    /** What is right in a folder, or everything below it. */
    async list({ recursive, ...input }: ListFolders, actor: Actor): Promise<Paged<FolderView>> {
      const at = await folderAt(parts, input, actor, "read");
      const [folder, ...inside] = await store.folders.list({ ...at, ...pageOf(input), recursive });
      if (!folder) throw await noFolder(parts, at);
      const { shown, next } = pageFrom(inside, input);
      return { folders: shown.map(folderView), ...next };
    },
    /** A folder and what is right in it, each with counts. */
    async tree(input: FolderTree, actor: Actor): Promise<Counted> {
      const at = await folderAt(parts, input, actor, "read");
      const [folder, ...inside] = await store.folders.counted({ ...at, ...pageOf(input) });
      if (!folder) throw await noFolder(parts, at);
      const { shown, next } = pageFrom(inside, input);
      return { folder: countedFolderView(folder), folders: shown.map(countedFolderView), ...next };
    },
    async get(id: string, actor: Actor): Promise<{ folder: FolderView }> {
      return { folder: folderView(await findFolder(parts, id, actor, "read")) };
    },
    async create(input: CreateFolder, actor: Actor): Promise<{ folder: FolderView }> {
      const at = await folderAt(parts, input, actor, "create");
      const root = await findPlace(parts, { ...at, secretPath: "/" });
      const id = parts.engine.random.uuid();
      const path = tidyPath(`${at.path}/${input.name}`);
      const { description = null } = input;
      await store.folders.create({ id, environmentId: root.environmentId, path, description }, actor);
      return { folder: folderView(await findFolder(parts, id, actor, "create")) };
    },
    async update({ folderId, ...change }: UpdateFolder, actor: Actor): Promise<{ folder: FolderView }> {
      const { path } = await findFolder(parts, folderId, actor, "edit");
      if (path === "/" && change.name !== undefined) throw invalid("The folder / keeps its name.", "name");
      await store.folders.update(folderId, change, actor);
      return { folder: folderView(await findFolder(parts, folderId, actor, "edit")) };
    },
    /** With everything below and every secret in it. Gives it as it was. */
    async remove(
      { rotations, wait, ...input }: RemoveFolder,
      actor: Actor,
      signal?: AbortSignal,
    ): Promise<{ folder: FolderView; bulkJobId?: string }> {
      const folder = await named(parts, input, actor);
      if (folder.path === "/") throw invalid("The folder / goes with its environment.", "folderId");
      const { id, projectId, path } = folder;
      const what = { kind: "folder", id, projectId, label: `folder ${path}` } as const;
      const job = await removeWith(removing, what, { rotations, wait }, actor, signal);
      return { folder: folderView(folder), ...job };
    },
  };
};

interface Paged<T> {
  readonly folders: T[];
  readonly nextCursor?: string | null;
}

interface Counted extends Paged<CountedFolderView> {
  readonly folder: CountedFolderView;
}

type Store = Pick<Parts, "store">;

/** The folder that is named, in a project where they may do this with folders. */
async function folderAt(
  parts: Store,
  input: InProject & Pick<FolderTree, "environment" | "path" | "directory">,
  actor: Actor,
  action: Action,
): Promise<FolderAt> {
  const projectId = await findProjectId(parts, input, actor, { action, subject: "folders" });
  const { environment, path, directory } = input;
  return { projectId, environment, path: tidyPath(path ?? directory ?? "/") };
}

const noFolder = (parts: Store, { path, ...at }: FolderAt): Promise<ApiError> =>
  notThere(parts, { ...at, secretPath: path });

async function findFolder({ store }: Store, id: string, actor: Actor, action: Action): Promise<StoredFolder> {
  const found = await store.folders.find(id);
  if (!found) throw new ApiError("not-found", `There is no folder ${id}.`);
  assertMay(actor, action, "folders", found.projectId);
  return found;
}

async function named(
  parts: Store,
  input: Omit<RemoveFolder, "rotations" | "wait">,
  actor: Actor,
): Promise<StoredFolder> {
  const { folderId, environment } = input;
  if (isUuid(folderId)) return await findFolder(parts, folderId, actor, "delete");
  if (environment === undefined) throw invalid("Name the environment of the folder.", "environment");
  const at = await folderAt(parts, { ...input, environment }, actor, "delete");
  const place = await findPlace(parts, { ...at, secretPath: tidyPath(`${at.path}/${folderId}`) });
  return await findFolder(parts, place.folderId, actor, "delete");
}
