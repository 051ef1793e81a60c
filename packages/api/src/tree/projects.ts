import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay, may, projectsWhere } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { StoredProject } from "../store.ts";
import { type Removing, removeWith } from "./remove-with.ts";
import type { CreateProject, RemoveProject, UpdateProject } from "./schema.ts";
import { type ProjectView, projectView } from "./view.ts";

export type ProjectService = ReturnType<typeof projectService>;

/** What a new project begins with. */
const ENVIRONMENTS = [
  { slug: "dev", name: "Development" },
  { slug: "staging", name: "Staging" },
  { slug: "prod", name: "Production" },
];

export const projectService = (removing: Removing) => {
  const { store, engine } = removing.parts;
  return {
    /** Those that they may read. */
    async list(actor: Actor): Promise<{ projects: ProjectView[] }> {
      const projects = await store.projects.list(projectsWhere(actor, "read", "projects"));
      return { projects: projects.map(projectView) };
    },
    async get(id: string, actor: Actor): Promise<{ project: ProjectView }> {
      return { project: projectView(await findProject({ store }, id, actor, "read")) };
    },
    async bySlug(slug: string, actor: Actor): Promise<ProjectView> {
      const project = await store.projects.bySlug(slug);
      if (project && may(actor, "read", "projects", project.id)) return projectView(project);
      if (actor.isAdmin) throw new ApiError("not-found", `There is no project "${slug}".`);
      throw new ApiError("forbidden", `You may not read projects in project "${slug}".`, {
        details: [{ action: "read", subject: "projects" }],
      });
    },
    async create(input: CreateProject, actor: Actor): Promise<{ project: ProjectView }> {
      assertMay(actor, "create", "projects", null);
      const id = engine.random.uuid();
      const slug = input.slug ?? (await freeSlug({ store }, input.projectName, id));
      const { projectName: name, projectDescription: description = null } = input;
      await store.projects.create({ id, slug, name, description, environments: ENVIRONMENTS }, actor);
      return await this.get(id, actor);
    },
    async update({ projectId, ...change }: UpdateProject, actor: Actor): Promise<{ project: ProjectView }> {
      await findProject({ store }, projectId, actor, "edit");
      await store.projects.update(projectId, change, actor);
      return { project: projectView(await findProject({ store }, projectId, actor, "edit")) };
    },
    /** Gives it as it was. */
    async remove(
      { projectId: id, ...rotations }: RemoveProject,
      actor: Actor,
      signal?: AbortSignal,
    ): Promise<{ project: ProjectView; bulkJobId?: string }> {
      const project = await findProject({ store }, id, actor, "delete");
      const what = { kind: "project", id, projectId: id, label: `project "${project.slug}"` } as const;
      const job = await removeWith(removing, what, rotations, actor, signal);
      return { project: projectView(project), ...job };
    },
  };
};

/** The project, when they may do this with it. */
async function findProject(
  { store }: Pick<Parts, "store">,
  id: string,
  actor: Actor,
  action: Action,
): Promise<StoredProject> {
  assertMay(actor, action, "projects", id);
  const found = await store.projects.find(id);
  if (!found) throw new ApiError("not-found", `There is no project ${id}.`);
  return found;
}

/** A slug like the name; where that is taken, with a part of the id behind it. */
async function freeSlug({ store }: Pick<Parts, "store">, name: string, id: string): Promise<string> {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 59)
    .replace(/^-+|-+$/g, "");
  if (words === "") throw invalid("No slug can be made of this name: give one.", "slug");
  return (await store.places.project(words)) === null ? words : `${words}-${id.slice(0, 4)}`;
}
