import {
  checkRotation,
  type Fields,
  hasEnded,
  isOwnAccount,
  type Permission,
  type RotationProvider,
} from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, parsed, providerOfApp } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredConnection } from "../store.ts";
import type { CreateConnection, ListConnections, UpdateConnection } from "./schema.ts";
import { sealFields } from "./seal.ts";
import { type ConnectionView, connectionView } from "./view.ts";

export type ConnectionService = ReturnType<typeof connectionService>;

/** A connection and what it may do, as far as that can be told without parameters. */
export interface TestedConnection {
  readonly connection: ConnectionView;
  readonly permissions: readonly Permission[];
}

export const connectionService = (parts: Parts) => ({
  async list({ project, app }: ListConnections) {
    const projectId = project === undefined ? undefined : await projectOf(parts, project);
    const rows = await parts.store.connections.list({ ...(projectId && { projectId }), ...(app && { app }) });
    return { connections: rows.map(connectionView) };
  },
  async get(id: string): Promise<ConnectionView> {
    return connectionView(await findConnection(parts, id));
  },
  /** Logs in with what is stored, and says what the connection may do; a broken one that works again is mended. */
  async test(id: string, actor: Actor): Promise<TestedConnection> {
    const stored = await findConnection(parts, id);
    if (stored.brokenAt) return await update(parts, { id, credentials: {} }, actor);
    const permissions = await tested(parts, stored.app, await fieldsOf(parts, stored));
    return { connection: connectionView(stored), permissions };
  },
  create: (input: CreateConnection, actor: Actor) => create(parts, input, actor),
  update: (input: UpdateConnection, actor: Actor) => update(parts, input, actor),
  /** Refused while rotations use it. */
  async remove(id: string, actor: Actor): Promise<ConnectionView> {
    const stored = await findConnection(parts, id);
    const users = await parts.store.connections.remove(id, actor);
    if (users.length > 0) {
      throw new ApiError("invalid", `The connection is in use by ${users.join(", ")}: delete those first.`);
    }
    return connectionView(stored);
  },
});

/** The target is asked before anything is saved. */
async function create(parts: Parts, input: CreateConnection, actor: Actor): Promise<TestedConnection> {
  const provider = providerOfApp(parts, input.app);
  const projectId = input.project === null ? null : await projectOf(parts, input.project);
  const permissions = await tested(parts, input.app, input.credentials);
  const row = { id: parts.engine.random.uuid(), projectId, version: 1 };
  const { name, app } = input;
  const described = {
    name,
    app,
    description: input.description ?? null,
    method: methodOf(input.credentials),
  };
  const sealed = await sealFields(parts, provider, row, input.credentials);
  await parts.store.connections.create({ ...row, ...described, ...sealed }, actor);
  return { connection: connectionView(await findConnection(parts, row.id)), permissions };
}

/** A new login is tried before it is saved; it then frees the rotations that were held. */
async function update(parts: Parts, input: UpdateConnection, actor: Actor): Promise<TestedConnection> {
  const stored = await findConnection(parts, input.id);
  const provider = providerOfApp(parts, stored.app);
  const before = await fieldsOf(parts, stored);
  const fields = input.credentials
    ? parsed(provider.connection, { ...before, ...input.credentials }, "credentials")
    : before;
  if (methodOf(fields) !== stored.method)
    throw invalid("The method of a connection cannot change.", "credentials");
  const ownAccounts = input.credentials && (await assertSameAccounts(parts, stored, fields));
  const permissions = input.credentials ? await tested(parts, stored.app, fields) : [];
  const row = { id: stored.id, projectId: stored.projectId, version: stored.version + 1 };
  const description = input.description === undefined ? stored.description : input.description;
  const saved = await parts.store.connections.update(
    {
      id: stored.id,
      fromVersion: stored.version,
      mended: input.credentials !== undefined,
      ownAccounts,
      name: input.name ?? stored.name,
      description,
      ...(await sealFields(parts, provider, row, fields)),
    },
    actor,
  );
  if (!saved) throw new ApiError("conflict", "Somebody else changed the connection meanwhile: look again.");
  // What was held is due again within a minute, spread out; somebody has to look when.
  parts.wake([]);
  return { connection: connectionView(await findConnection(parts, stored.id)), permissions };
}

/**
 * Runs that work with the connection go on with it as it is, but for those that wait for it or for a person; and what
 * rotations rotate never changes under them. Gives those that rotate its own login.
 */
async function assertSameAccounts(
  parts: Parts,
  stored: StoredConnection,
  fields: Fields,
): Promise<readonly string[]> {
  const own: string[] = [];
  for (const { rotation, run } of await parts.store.rotations.using(stored.id)) {
    if (run && !hasEnded(run) && !rotation.heldAt && !rotation.attention) {
      throw new ApiError("conflict", `Rotation ${rotation.name} is running: run ${run.id}.`, {
        runId: run.id,
      });
    }
    const provider = parts.engine.registry.provider(rotation.type);
    const now = provider.subjects(fields, rotation.parameters);
    if (!sameMembers(now, rotation.subjects)) {
      throw invalid(
        `Rotation ${rotation.name} would rotate other accounts: make a new connection.`,
        "credentials",
      );
    }
    if (isOwnAccount(provider, fields, rotation.parameters)) own.push(rotation.id);
  }
  return own;
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;

/** Logs in at the target; throws what it said. */
async function tested({ engine }: Parts, app: string, fields: Fields): Promise<readonly Permission[]> {
  const siblings: readonly RotationProvider[] = engine.registry.providers.filter((one) => one.app === app);
  const found = new Map<string, Permission>();
  for (const provider of siblings) {
    const { permissions } = await checkRotation(engine, provider, fields);
    for (const permission of permissions) found.set(permission.permission, permission);
  }
  return [...found.values()];
}

const methodOf = ({ method }: Fields): string | null => (typeof method === "string" ? method : null);

async function projectOf({ store }: Parts, slug: string): Promise<string> {
  const id = await store.places.project(slug);
  if (id === null) throw invalid(`There is no project "${slug}".`, "project");
  return id;
}
