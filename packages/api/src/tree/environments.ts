import { ApiError } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { StoredEnvironment, StoredProject } from "../store.ts";
import { type Removing, removeWith } from "./remove-with.ts";
import type { CreateEnvironment, RemoveEnvironment, UpdateEnvironment } from "./schema.ts";
import { type EnvironmentView, environmentView } from "./view.ts";

export type EnvironmentService = ReturnType<typeof environmentService>;

interface Answer {
  readonly message: string;
  readonly workspace: string;
  readonly environment: EnvironmentView;
}

type NamedEnvironment = Pick<UpdateEnvironment, "projectId" | "environmentId">;

export const environmentService = (removing: Removing) => {
  const { store, engine } = removing.parts;
  return {
    /** In order. */
    async list(projectId: string, actor: Actor): Promise<{ environments: EnvironmentView[] }> {
      const { environments } = await findProject({ store }, projectId, actor, "read");
      return { environments: environments.map(environmentView) };
    },
    async create(input: CreateEnvironment, actor: Actor): Promise<Answer> {
      const { projectId, position = null } = input;
      await findProject({ store }, projectId, actor, "create");
      const id = engine.random.uuid();
      await store.environments.create({ ...input, id, position }, actor);
      const environment = await find({ store }, { projectId, environmentId: id }, actor, "create");
      return answer("The environment was made.", environment);
    },
    async update({ projectId, environmentId, ...change }: UpdateEnvironment, actor: Actor): Promise<Answer> {
      await find({ store }, { projectId, environmentId }, actor, "edit");
      await store.environments.update({ projectId, id: environmentId }, change, actor);
      const environment = await find({ store }, { projectId, environmentId }, actor, "edit");
      return answer("The environment was changed.", environment);
    },
    /** Gives it as it was. */
    async remove(
      { projectId, environmentId, ...rotations }: RemoveEnvironment,
      actor: Actor,
      signal?: AbortSignal,
    ): Promise<Answer & { bulkJobId?: string }> {
      const environment = await find({ store }, { projectId, environmentId }, actor, "delete");
      const label = `environment "${environment.slug}"`;
      const what = { kind: "environment", id: environmentId, projectId, label } as const;
      const job = await removeWith(removing, what, rotations, actor, signal);
      return { ...answer("The environment was removed.", environment), ...job };
    },
  };
};

const answer = (message: string, environment: StoredEnvironment): Answer => ({
  message,
  workspace: environment.projectId,
  environment: environmentView(environment),
});

async function findProject(
  { store }: Pick<Parts, "store">,
  id: string,
  actor: Actor,
  action: Action,
): Promise<StoredProject> {
  assertMay(actor, action, "environments", id);
  const found = await store.projects.find(id);
  if (!found) throw new ApiError("not-found", `There is no project ${id}.`);
  return found;
}

async function find(
  parts: Pick<Parts, "store">,
  { projectId, environmentId }: NamedEnvironment,
  actor: Actor,
  action: Action,
): Promise<StoredEnvironment> {
  const { environments } = await findProject(parts, projectId, actor, action);
  const found = environments.find(({ id }) => id === environmentId);
  if (found) return found;
  throw new ApiError("not-found", `There is no environment ${environmentId} in project ${projectId}.`);
}
