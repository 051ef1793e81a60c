import { sealConnection } from "@turnbolt/core";
import type { Actor } from "../permissions/actor.ts";
import { findConnection, parsed, providerOfApp } from "../read.ts";
import type { Parts } from "../services.ts";
import { assertMayIn } from "./access.ts";
import type { TestedConnection } from "./schema.ts";
import type { CreateConnection } from "./schema-create.ts";
import { tested } from "./tested.ts";
import { connectionView } from "./view.ts";

/** The target is asked before anything is saved. */
export async function createConnection(
  parts: Parts,
  { app, name, description = null, projectId = null, method, credentials }: CreateConnection,
  actor: Actor,
): Promise<TestedConnection> {
  const provider = providerOfApp(parts, app);
  await assertMayIn(parts, projectId, actor, "create");
  const login = { ...(method !== undefined && { method }), ...credentials };
  const fields = parsed(provider.connection, login, "credentials");
  const permissions = await tested(parts, app, fields);
  const row = { id: parts.engine.random.uuid(), projectId, version: 1 };
  const sealed = await sealConnection(parts.engine, provider, row, fields);
  const described = { name, app, description, method: methodOf(fields) };
  await parts.store.connections.create({ ...row, ...described, ...sealed, permissions }, actor);
  return { appConnection: connectionView(await findConnection(parts, row.id)), permissions };
}

const methodOf = ({ method }: Readonly<Record<string, unknown>>): string | null =>
  typeof method === "string" ? method : null;
