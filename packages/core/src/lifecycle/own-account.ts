import type { RotationProvider } from "../provider.ts";
import { sensitiveFields } from "../sensitive.ts";
import type { Change } from "./change.ts";
import { chosenBy } from "./draft.ts";
import type { Engine } from "./engine.ts";
import { connectionBinding } from "./job.ts";
import type { Connection, Fields, Sealed } from "./model.ts";

/**
 * What becomes of the connection by a first run: `null` where none of the accounts is its own login. A plugin tells by
 * a credential; the one that is made up for it is forgotten again. Where the target makes the values there is none to
 * ask with, and every account may be the connection's own.
 */
export function firstOwnConnection(
  provider: RotationProvider,
  connection: Fields,
  parameters: Fields,
): Fields | null {
  if (!provider.asConnection) return null;
  if (provider.origin !== "chosen") return connection;
  const run = { id: "", label: "tb-check" };
  const { secret } = chosenBy(provider, { parameters, run, current: null, attempt: 1 });
  return provider.asConnection(connection, secret, parameters);
}

/** Is one of the accounts that the parameters name the connection's own login? */
export const isOwnAccount = (provider: RotationProvider, connection: Fields, parameters: Fields): boolean =>
  firstOwnConnection(provider, connection, parameters) !== null;

/** The connection's next version with these fields, sealed where they are secret. */
export async function resealed(
  engine: Pick<Engine, "cipher">,
  provider: RotationProvider,
  connection: Connection,
  fields: Fields,
): Promise<NonNullable<Change["connection"]>> {
  const secret = sensitiveFields(provider.connection);
  const config: Record<string, unknown> = {};
  const sealed: Record<string, Sealed> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (!secret.has(field)) config[field] = value;
    else {
      const binding = connectionBinding(connection, connection.version + 1, field);
      sealed[field] = await engine.cipher.seal(binding, JSON.stringify(value));
    }
  }
  return { config, sealed };
}
