import { type Connection, type RotationProvider, sealConnection } from "@turnbolt/core";
import { plainCipher } from "./plain-cipher.ts";

/** The connection of a world as the store keeps it. */
export async function storedConnection(
  provider: RotationProvider,
  fields: Readonly<Record<string, unknown>>,
): Promise<Connection> {
  const row = { id: "connection", projectId: "project", version: 1 };
  const sealed = await sealConnection({ cipher: plainCipher() }, provider, row, fields);
  return { ...row, app: provider.app, ...sealed, brokenAt: null };
}
