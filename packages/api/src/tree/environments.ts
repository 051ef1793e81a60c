import { ApiError } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { StoredEnvironment, StoredProject } from "../store.ts";
import { assertEmpty } from "./assert-empty.ts";
import type { CreateEnvironment, UpdateEnvironment } from "./schema.ts";
import { type EnvironmentView, environmentView } from "./view.ts";

export type EnvironmentService = ReturnType<typeof environmentService>;

interface Answer {
  readonly message: string;
  readonly workspace: string;
  readonly environment: EnvironmentView;
}

type NamedEnvironment = Pick<UpdateEnvironment, "projectId" | "environmentId">;

export const environmentService = ({ store, engine }: Pick<Parts, "store" | "engine">) => ({
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
  async remove({ projectId, environmentId }: NamedEnvironment, actor: Actor): Promise<Answer> {
    const environment = await find({ store }, { projectId, environmentId }, actor, "delete");
    const inTheWay = await store.environments.remove({ projectId, id: environmentId }, actor);
    assertEmpty(`environment "${environment.slug}"`, inTheWay);
    return answer("The environment was removed.", environment);
  },
});

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
