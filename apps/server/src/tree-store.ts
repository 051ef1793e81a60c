import type { ApiStore } from "@turnbolt/api";
import {
  changeSecret,
  createEnvironment,
  createFolder,
  createProject,
  createSecret,
  type Database,
  type Queries,
  removeEnvironment,
  removeFolder,
  removeProject,
  removeSecret,
  updateEnvironment,
  updateFolder,
  updateProject,
} from "@turnbolt/store";
import { told } from "./told.ts";

/** Projects, environments, folders and secrets. */
export const treeStore = (
  database: Database,
  { places, projects, folders, secrets }: Queries,
): Pick<ApiStore, "places" | "projects" | "environments" | "folders" | "secrets"> => ({
  places,
  projects: {
    ...projects,
    create: (row, author) => told(() => createProject(database, row, author), SLUG),
    update: (id, change, author) => told(() => updateProject(database, id, change, author), SLUG),
    remove: (id, author) => told(() => removeProject(database, id, author)),
  },
  environments: {
    create: (row, author) => told(() => createEnvironment(database, row, author), SLUG),
    update: (at, change, author) => told(() => updateEnvironment(database, at, change, author), SLUG),
    remove: (at, author) => told(() => removeEnvironment(database, at, author)),
  },
  folders: {
    ...folders,
    create: (row, author) => told(() => createFolder(database, row, author)),
    update: (id, change, author) => told(() => updateFolder(database, id, change, author)),
    remove: (id, author) => told(() => removeFolder(database, id, author)),
  },
  secrets: {
    ...secrets,
    create: (row, author) => told(() => createSecret(database, row, author), CREATED),
    change: (at, decide, author) => told(() => changeSecret(database, at, decide, author), RENAMED),
    remove: (at, decide, author) => told(() => removeSecret(database, at, decide, author)),
  },
});

const SLUG = { project: "slug", environment: "slug" };
const CREATED = { "secret-name": "secretName" };
const RENAMED = { "secret-name": "newSecretName" };
