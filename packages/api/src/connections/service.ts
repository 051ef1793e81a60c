import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { providerOfApp } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredConnection } from "../store.ts";
import { assertMayIn, findAllowed, visibleTo } from "./access.ts";
import { appOptions } from "./apps.ts";
import { choices } from "./choices.ts";
import { createConnection } from "./create.ts";
import type {
  AvailableConnections,
  ChoicesQuery,
  ConnectionByName,
  ConnectionView,
  DependantsQuery,
  ListConnections,
  OneConnection,
  UpdateConnection,
} from "./schema.ts";
import type { CreateConnection } from "./schema-create.ts";
import { connectionState, dependants } from "./state.ts";
import { testConnection, updateConnection } from "./update.ts";
import { connectionView } from "./view.ts";

export type ConnectionService = ReturnType<typeof connectionService>;

interface One {
  readonly appConnection: ConnectionView;
}

export const connectionService = (parts: Parts) => ({
  /** Those that they may see, by name. */
  list: ({ projectId, ...query }: ListConnections, actor: Actor) =>
    list(parts, { projectId, ...query }, actor),
  /** Those that a project's rotations may use: its own and, for who runs the installation, those of all. */
  async available({ app, projectId }: AvailableConnections, actor: Actor) {
    providerOfApp(parts, app);
    if (projectId === undefined) return await list(parts, { app }, actor);
    await assertMayIn(parts, projectId, actor, "read");
    const { shared } = visibleTo(actor);
    const { items } = await parts.store.connections.list({ projects: [projectId], shared, app });
    return { appConnections: items.map(connectionView) };
  },
  async get(input: OneConnection, actor: Actor): Promise<One> {
    return { appConnection: connectionView(await findAllowed(parts, input, actor, "read")) };
  },
  async byName(input: ConnectionByName, actor: Actor): Promise<One> {
    return { appConnection: connectionView(await named(parts, input, actor)) };
  },
  /** The installed apps and the ways to log in there. */
  apps: () => ({ appConnectionOptions: appOptions(parts.engine.registry.providers) }),
  test: (input: OneConnection, actor: Actor) => testConnection(parts, input, actor),
  create: (input: CreateConnection, actor: Actor) => createConnection(parts, input, actor),
  update: (input: UpdateConnection, actor: Actor) => updateConnection(parts, input, actor),
  state: (input: OneConnection, actor: Actor) => connectionState(parts, input, actor),
  dependants: (query: DependantsQuery, actor: Actor) => dependants(parts, query, actor),
  /** Choices for a parameter, asked of the target. */
  options: (query: ChoicesQuery, actor: Actor) => choices(parts, query, actor),
  /** Refused while rotations use it. Gives it as it was. */
  async remove(input: OneConnection, actor: Actor): Promise<One> {
    const stored = await findAllowed(parts, input, actor, "delete");
    const users = await parts.store.connections.remove(stored.id, actor);
    if (users.length > 0) throw inUse(users);
    return { appConnection: connectionView(stored) };
  },
});

async function list(parts: Parts, { projectId, ...query }: ListConnections, actor: Actor) {
  if (query.app !== undefined) providerOfApp(parts, query.app);
  if (projectId !== undefined) await assertMayIn(parts, projectId, actor, "read");
  const of = projectId === undefined ? visibleTo(actor) : { projects: [projectId] };
  const { items, next } = await parts.store.connections.list({ ...of, ...query });
  return {
    appConnections: items.map(connectionView),
    ...(query.limit !== undefined && { nextCursor: next }),
  };
}

/** A name is unique in its project; without a project it must be unique among those that they may see. */
async function named(
  parts: Parts,
  { app, connectionName, projectId }: ConnectionByName,
  actor: Actor,
): Promise<StoredConnection> {
  if (projectId !== undefined) await assertMayIn(parts, projectId, actor, "read");
  const of = projectId === undefined ? visibleTo(actor) : { projects: [projectId] };
  const [found, other] = await parts.store.connections.named(connectionName, { ...of, app });
  if (!found) throw new ApiError("not-found", `There is no connection "${connectionName}".`);
  if (other)
    throw invalid(
      `Several projects have a connection "${connectionName}": name one by projectId.`,
      "projectId",
    );
  return found;
}

const SHOWN = 10;

function inUse(users: readonly string[]): ApiError {
  const shown = users.slice(0, SHOWN).join(", ");
  const more = users.length > SHOWN ? " and others" : "";
  return new ApiError("invalid", `The connection is in use by ${shown}${more}: delete those first.`);
}
