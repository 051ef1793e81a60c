import { type Connection, connectionBinding, type RotationProvider, sensitiveFields } from "@turnbolt/core";
import { plainCipher } from "./plain-cipher.ts";

/** The connection as the store keeps it: sensitive fields sealed, the others beside them. */
export async function sealConnection(
  provider: RotationProvider,
  fields: Readonly<Record<string, unknown>>,
): Promise<Connection> {
  const identity = { id: "connection", projectId: "project", app: provider.app };
  const config: Record<string, unknown> = { ...fields };
  const sealed: Record<string, Uint8Array> = {};
  for (const field of sensitiveFields(provider.connection)) {
    if (config[field] === undefined) continue;
    sealed[field] = await plainCipher().seal(
      connectionBinding(identity, 1, field),
      JSON.stringify(config[field]),
    );
    delete config[field];
  }
  return { ...identity, version: 1, config, sealed, brokenAt: null };
}
