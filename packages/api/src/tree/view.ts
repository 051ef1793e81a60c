import type { CountedFolder, StoredEnvironment, StoredFolder, StoredProject } from "../store.ts";

export const projectView = ({ id, environments, ...project }: StoredProject) => ({
  id,
  _id: id,
  ...project,
  environments: environments.map(({ id, name, slug }) => ({ id, name, slug })),
});
export type ProjectView = ReturnType<typeof projectView>;

export const environmentView = (row: StoredEnvironment) => ({ ...row });
export type EnvironmentView = ReturnType<typeof environmentView>;

export const folderView = (row: StoredFolder) => ({
  id: row.id,
  name: row.path === "/" ? "root" : row.path.slice(row.path.lastIndexOf("/") + 1),
  path: row.path,
  projectId: row.projectId,
  envId: row.environmentId,
  environment: row.environment,
  parentId: row.parentId,
  description: row.description,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
export type FolderView = ReturnType<typeof folderView>;

export const countedFolderView = (row: CountedFolder) => ({
  ...folderView(row),
  secretCount: row.secrets,
  rotationCount: row.rotations,
  folderCount: row.folders,
});
export type CountedFolderView = ReturnType<typeof countedFolderView>;
