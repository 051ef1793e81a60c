import { type Fields, type RotationProvider, sealConnection, sensitiveFields } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, parsed, providerOfApp } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredConnection } from "../store.ts";
import { findAllowed } from "./access.ts";
import { assertSameAccounts } from "./same-accounts.ts";
import type { OneConnection, TestedConnection, UpdateConnection } from "./schema.ts";
import { tested } from "./tested.ts";
import { connectionView } from "./view.ts";

/** A new login is tried before it is saved; it then frees the rotations that were held. */
export async function updateConnection(
  parts: Parts,
  input: UpdateConnection,
  actor: Actor,
): Promise<TestedConnection> {
  const stored = await findAllowed(parts, input, actor, "edit");
  assertSame("method", input.method, stored.method);
  assertSame("projectId", input.projectId, stored.projectId);
  const fields = await changed(parts, stored, input.credentials);
  return await save(parts, { stored, fields, input, tries: input.credentials !== undefined }, actor);
}

/** Logs in with what is stored, and says what the login may do; a broken one that works again is mended. */
export async function testConnection(
  parts: Parts,
  input: OneConnection,
  actor: Actor,
): Promise<TestedConnection> {
  const stored = await findAllowed(parts, input, actor, "edit");
  const fields = await fieldsOf(parts, stored);
  if (stored.brokenAt) return await save(parts, { stored, fields, input: {}, tries: true }, actor);
  const permissions = await tested(parts, stored.app, fields);
  await parts.store.connections.noteTested(stored, permissions, actor);
  return { appConnection: connectionView(stored), permissions };
}

interface Saving {
  readonly stored: StoredConnection;
  readonly fields: Fields;
  readonly input: Pick<UpdateConnection, "name" | "description">;
  /** The login is tried before it is saved. */
  readonly tries: boolean;
}

async function save(
  parts: Parts,
  { stored, fields, input, tries }: Saving,
  actor: Actor,
): Promise<TestedConnection> {
  const ownAccounts = tries ? await assertSameAccounts(parts, stored, fields) : undefined;
  const permissions = tries ? await tested(parts, stored.app, fields) : undefined;
  const row = { id: stored.id, projectId: stored.projectId, version: stored.version + 1 };
  const saved = await parts.store.connections.update(
    {
      id: stored.id,
      fromVersion: stored.version,
      mended: tries,
      ownAccounts,
      permissions,
      name: input.name ?? stored.name,
      description: input.description === undefined ? stored.description : input.description,
      ...(await sealConnection(parts.engine, providerOfApp(parts, stored.app), row, fields)),
    },
    actor,
  );
  if (!saved) throw new ApiError("conflict", "Somebody else changed the connection meanwhile: look again.");
  // What was held is due again within a minute, spread out; somebody has to look when.
  parts.wake([]);
  return {
    appConnection: connectionView(await findConnection(parts, stored.id)),
    permissions: permissions ?? [],
  };
}

function assertSame(
  field: "method" | "projectId",
  asked: string | null | undefined,
  is: string | null,
): void {
  if (asked === undefined || asked === is) return;
  throw invalid(`The ${field} of a connection cannot change: make a new one.`, field);
}

async function changed(parts: Parts, stored: StoredConnection, asked: Fields | undefined): Promise<Fields> {
  const before = await fieldsOf(parts, stored);
  if (asked === undefined) return before;
  const { connection } = providerOfApp(parts, stored.app);
  const { method: _method, ...credentials } = asked;
  const merged = Object.entries({ ...before, ...credentials }).filter(([, value]) => value !== null);
  const fields = parsed(connection, Object.fromEntries(merged), "credentials");
  assertKnowsSecrets({ connection, stored, asked, fields });
  return fields;
}

/**
 * Where a stored secret goes is said by the other fields. Who changes one of them sends the secrets again: else a
 * stored login could be sent to a server of one's own, by somebody who does not know it.
 */
function assertKnowsSecrets({
  connection,
  stored,
  asked,
  fields,
}: {
  readonly connection: RotationProvider["connection"];
  readonly stored: StoredConnection;
  readonly asked: Fields;
  readonly fields: Fields;
}): void {
  const sensitive = sensitiveFields(connection);
  const open = Object.keys({ ...stored.config, ...fields }).filter((field) => !sensitive.has(field));
  const [moved] = open.filter((field) => !equal(stored.config[field], fields[field]));
  if (moved === undefined) return;
  const [missing] = Object.keys(stored.sealed).filter((field) => !Object.hasOwn(asked, field));
  if (missing === undefined) return;
  throw invalid(
    `With another ${moved}, send ${missing} again: it is kept for where it went so far.`,
    "credentials",
    missing,
  );
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
