import type { RotationProvider } from "../provider.ts";
import { sensitiveFields } from "../sensitive.ts";
import type { Chosen } from "./corners.ts";
import { chosenBy } from "./draft.ts";
import type { Fields } from "./model.ts";

/** Is one of the accounts that the parameters name the connection's own login? */
export function isOwnAccount(provider: RotationProvider, connection: Fields, parameters: Fields): boolean {
  if (!provider.asConnection) return false;
  // Where the target makes the values there is none to ask with: any account may be the connection's own.
  if (provider.origin !== "chosen") return true;
  return provider.asConnection(connection, firstSecret(provider, parameters), parameters) !== null;
}

/** Would a first run replace the very value that the connection logs in with? Of a pair only one account is that. */
export function replacesLogin(provider: RotationProvider, connection: Fields, parameters: Fields): boolean {
  if (!provider.asConnection || provider.origin !== "chosen") return false;
  return isLogin(provider, connection, firstSecret(provider, parameters), parameters);
}

/** Is this credential's account the one that the connection logs in as, whatever its value is? */
export function isLogin(
  provider: RotationProvider,
  connection: Fields,
  secret: Fields,
  parameters: Fields,
): boolean {
  const own = provider.asConnection?.(connection, secret, parameters);
  const sensitive = sensitiveFields(provider.connection);
  const plain = (fields: Fields) =>
    Object.keys(fields)
      .filter((field) => !sensitive.has(field))
      .map((field) => [field, JSON.stringify(fields[field])].join())
      .sort()
      .join("\n");
  return own ? plain(own) === plain(connection) : false;
}

/** What a first run would choose, to ask the plugin with; it is forgotten again. */
function firstSecret(provider: Chosen, parameters: Fields): Fields {
  const run = { id: "", label: "tb-check" };
  return chosenBy(provider, { parameters, run, current: null, attempt: 1 }).secret;
}
