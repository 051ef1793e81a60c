import * as z from "zod";
import { instant, paging } from "../shapes.ts";
import { description, displayName, folderName, folderPath, inProject, slug } from "./names.ts";

const projectId = z.uuid();
const environmentSlug = slug.meta({ description: "Slug of the environment" });

export const environment = z.object({ id: z.uuid(), name: z.string(), slug: z.string() });

export const project = z.object({
  id: z.uuid(),
  _id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  description: z.string().nullable(),
  environments: z.array(environment),
  createdAt: instant,
  updatedAt: instant,
});

export const createProject = z.object({
  projectName: displayName,
  slug: slug.optional().meta({ description: "Made of the name when left out" }),
  projectDescription: description.optional(),
});
export type CreateProject = z.output<typeof createProject>;

export const projectById = z.object({ projectId });
/** What becomes of rotations in what is deleted. */
const withRotations = {
  rotations: z.enum(["revoke", "forget"]).optional().meta({
    description:
      "What becomes of rotations in it: revoke deletes them with their credentials at the target, forget lets them go without touching it; left out, they are in the way",
  }),
  wait: z.boolean().default(true).meta({ description: "Answer when it is gone" }),
};
/** The job that makes the rotations go first. */
export const removedWith = { bulkJobId: z.uuid().optional() };

export const removeProject = projectById.extend(withRotations);
export type RemoveProject = z.output<typeof removeProject>;

export const projectBySlug = z.object({ slug });
export const updateProject = projectById.extend({
  name: displayName.optional(),
  slug: slug.optional(),
  description: description.optional(),
});
export type UpdateProject = z.output<typeof updateProject>;

/** Where it stands in lists. */
const position = z.int().min(0).max(10_000);

export const placedEnvironment = environment.extend({
  projectId,
  position: z.int(),
  createdAt: instant,
  updatedAt: instant,
});
export const environmentAnswer = z.object({
  message: z.string(),
  workspace: projectId,
  environment: placedEnvironment,
});
export const createEnvironment = projectById.extend({
  name: displayName,
  slug,
  position: position.optional().meta({ description: "Last when left out" }),
});
export type CreateEnvironment = z.output<typeof createEnvironment>;

export const environmentById = projectById.extend({ environmentId: z.uuid() });
export const removeEnvironment = environmentById.extend(withRotations);
export type RemoveEnvironment = z.output<typeof removeEnvironment>;

export const updateEnvironment = environmentById.extend({
  name: displayName.optional(),
  slug: slug.optional(),
  position: position.optional(),
});
export type UpdateEnvironment = z.output<typeof updateEnvironment>;

export const folder = z.object({
  id: z.uuid(),
  name: z.string().meta({ description: "The last part of the path; root for /" }),
  path: z.string(),
  projectId,
  envId: z.uuid(),
  environment: z.string(),
  parentId: z.uuid().nullable(),
  description: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
});
const count = z.int().min(0);
export const countedFolder = folder.extend({
  secretCount: count,
  rotationCount: count,
  folderCount: count.meta({ description: "Folders right in it" }),
});

/** The folder that something is in. `directory` is what older clients call the path. */
const within = {
  ...inProject,
  environment: environmentSlug,
  path: folderPath.optional().meta({ description: "The folder that it is in; / when left out" }),
  directory: folderPath.optional().meta({ description: "The same as path" }),
};
export const createFolder = z.object({ ...within, name: folderName, description: description.optional() });
export type CreateFolder = z.output<typeof createFolder>;

export const listFolders = z.object({
  ...within,
  ...paging,
  recursive: z.boolean().default(false).meta({ description: "Everything below, too" }),
});
export type ListFolders = z.output<typeof listFolders>;

export const folderTree = z.object({ ...within, ...paging });
export type FolderTree = z.output<typeof folderTree>;

export const folderById = z.object({ folderId: z.uuid() });
export const updateFolder = folderById.extend({
  name: folderName.optional(),
  description: description.optional(),
});
export type UpdateFolder = z.output<typeof updateFolder>;

/** By its id; or by its name, with the folder that it is in. */
export const removeFolder = z.object({
  ...within,
  ...withRotations,
  environment: environmentSlug.optional(),
  folderId: z.union([z.uuid(), folderName]).meta({ description: "Its id, or its name" }),
});
export type RemoveFolder = z.output<typeof removeFolder>;
