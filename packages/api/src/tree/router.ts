import * as z from "zod";
import { nextCursor } from "../shapes.ts";
import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const PROJECTS = "/api/v1/projects";
const PROJECT = `${PROJECTS}/{projectId}` as const;

const CARRIES =
  "Refused while it carries rotations, unless `rotations` says what becomes of them: then they go first, each as when it is deleted by itself, in a bulk job.";

/** Each with the environments that secrets live in. */
export const projectsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: PROJECTS, summary: "List the projects that you may read" } })
      .output(z.object({ projects: z.array(schema.project) }))
      .query(({ ctx }) => ctx.services.projects.list(ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: PROJECT, summary: "Get a project" } })
      .input(schema.projectById)
      .output(z.object({ project: schema.project }))
      .query(({ ctx, input }) => ctx.services.projects.get(input.projectId, ctx.actor)),
    bySlug: procedure
      .meta({
        http: {
          method: "GET",
          path: `${PROJECTS}/slug/{slug}`,
          aliases: ["/api/v1/workspace/slug/{slug}", "/api/v2/workspace/{slug}"],
          summary: "Get a project by its slug",
          description: "Answers with the project itself.",
        },
      })
      .input(schema.projectBySlug)
      .output(schema.project)
      .query(({ ctx, input }) => ctx.services.projects.bySlug(input.slug, ctx.actor)),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: PROJECTS,
          aliases: ["/api/v2/workspace"],
          summary: "Make a project",
          description: "It begins with the environments dev, staging and prod, each with the folder `/`.",
        },
      })
      .input(schema.createProject)
      .output(z.object({ project: schema.project }))
      .mutation(({ ctx, input }) => ctx.services.projects.create(input, ctx.actor)),
    update: procedure
      .meta({ http: { method: "PATCH", path: PROJECT, summary: "Change a project" } })
      .input(schema.updateProject)
      .output(z.object({ project: schema.project }))
      .mutation(({ ctx, input }) => ctx.services.projects.update(input, ctx.actor)),
    delete: procedure
      .meta({
        http: {
          method: "DELETE",
          path: PROJECT,
          summary: "Delete a project with everything in it",
          description: `${CARRIES} The audit stays.`,
          respondAsync: "bulkJobId",
        },
      })
      .input(schema.removeProject)
      .output(z.object({ project: schema.project, ...schema.removedWith }))
      .mutation(({ ctx, input, signal }) => ctx.services.projects.remove(input, ctx.actor, signal)),
  });

const ENVIRONMENTS = "/api/v1/workspace/{projectId}/environments";
const ENVIRONMENT = `${ENVIRONMENTS}/{environmentId}` as const;

export const environmentsRouter = () =>
  router({
    list: procedure
      .meta({
        http: {
          method: "GET",
          path: ENVIRONMENTS,
          aliases: [`${PROJECT}/environments`],
          summary: "List the environments of a project",
        },
      })
      .input(schema.projectById)
      .output(z.object({ environments: z.array(schema.placedEnvironment) }))
      .query(({ ctx, input }) => ctx.services.environments.list(input.projectId, ctx.actor)),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: ENVIRONMENTS,
          aliases: [`${PROJECT}/environments`],
          summary: "Make an environment",
        },
      })
      .input(schema.createEnvironment)
      .output(schema.environmentAnswer)
      .mutation(({ ctx, input }) => ctx.services.environments.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: ENVIRONMENT,
          aliases: [`${PROJECT}/environments/{environmentId}`],
          summary: "Change an environment",
        },
      })
      .input(schema.updateEnvironment)
      .output(schema.environmentAnswer)
      .mutation(({ ctx, input }) => ctx.services.environments.update(input, ctx.actor)),
    delete: procedure
      .meta({
        http: {
          method: "DELETE",
          path: ENVIRONMENT,
          aliases: [`${PROJECT}/environments/{environmentId}`],
          summary: "Delete an environment with its folders and secrets",
          description: CARRIES,
          respondAsync: "bulkJobId",
        },
      })
      .input(schema.removeEnvironment)
      .output(schema.environmentAnswer.extend(schema.removedWith))
      .mutation(({ ctx, input, signal }) => ctx.services.environments.remove(input, ctx.actor, signal)),
  });

const FOLDERS = "/api/v1/folders";
const NEWER = "/api/v2/folders";

export const foldersRouter = () =>
  router({
    list: procedure
      .meta({
        http: { method: "GET", path: FOLDERS, aliases: [NEWER], summary: "List the folders in a folder" },
      })
      .input(schema.listFolders)
      .output(z.object({ folders: z.array(schema.folder), nextCursor }))
      .query(({ ctx, input }) => ctx.services.folders.list(input, ctx.actor)),
    tree: procedure
      .meta({
        http: {
          method: "GET",
          path: `${FOLDERS}/tree`,
          aliases: [`${NEWER}/tree`],
          summary: "Show a folder and those in it, with how much each holds",
        },
      })
      .input(schema.folderTree)
      .output(z.object({ folder: schema.countedFolder, folders: z.array(schema.countedFolder), nextCursor }))
      .query(({ ctx, input }) => ctx.services.folders.tree(input, ctx.actor)),
    get: procedure
      .meta({
        http: {
          method: "GET",
          path: `${FOLDERS}/{folderId}`,
          aliases: [`${NEWER}/{folderId}`],
          summary: "Get a folder",
        },
      })
      .input(schema.folderById)
      .output(z.object({ folder: schema.folder }))
      .query(({ ctx, input }) => ctx.services.folders.get(input.folderId, ctx.actor)),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: FOLDERS,
          aliases: [NEWER],
          summary: "Make a folder",
          description: "The folders on the way to it are made where they are missing.",
        },
      })
      .input(schema.createFolder)
      .output(z.object({ folder: schema.folder }))
      .mutation(({ ctx, input }) => ctx.services.folders.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: `${FOLDERS}/{folderId}`,
          aliases: [`${NEWER}/{folderId}`],
          summary: "Rename or describe a folder",
          description: "What is below moves along.",
        },
      })
      .input(schema.updateFolder)
      .output(z.object({ folder: schema.folder }))
      .mutation(({ ctx, input }) => ctx.services.folders.update(input, ctx.actor)),
    delete: procedure
      .meta({
        http: {
          method: "DELETE",
          path: `${FOLDERS}/{folderId}`,
          aliases: [`${NEWER}/{folderId}`],
          summary: "Delete a folder with everything below and every secret in it",
          description: CARRIES,
          respondAsync: "bulkJobId",
        },
      })
      .input(schema.removeFolder)
      .output(z.object({ folder: schema.folder, ...schema.removedWith }))
      .mutation(({ ctx, input, signal }) => ctx.services.folders.remove(input, ctx.actor, signal)),
  });
