import type { Settings } from "../../src/index.ts";
import { keysTarget } from "../fixtures/keys-plugin.ts";
import { asked, connect, sharedDatabase } from "./shared-database.ts";

/** A server with a target in memory whose keys overlap, and rotations of it as the contract's clients make them. */
export async function startKeys(settings: Partial<Settings> = {}) {
  const target = keysTarget();
  const database = await sharedDatabase([target.provider]);
  const { client, server } = await database.start("all", settings);
  const connected = await connect(client, "keys", "keys");
  const { rotations } = client;
  const input = (account: string, more: object = {}) =>
    ({
      ...(asked("keys-password", connected, account) as object),
      secretsMapping: { key: `KEY_${nameOf(account)}`, password: `PASSWORD_${nameOf(account)}` },
      wait: true,
      ...more,
    }) as never; // typed by the official plugins, which are not installed here
  return {
    target,
    client,
    server,
    connected,
    sql: database.sql,
    input,
    create: async (account: string, more: object = {}) =>
      (await rotations.create.mutate(input(account, more))).secretRotation,
    get: async (rotationId: string) => (await rotations.get.query({ rotationId })).secretRotation,
    rotate: async (rotationId: string) => (await rotations.rotate.mutate({ rotationId })).secretRotation,
    generated: (rotationId: string) => rotations.generatedCredentials.query({ rotationId }),
    /** The value of a mapped secret. */
    read: async (secretName: string) => {
      const at = { projectId: connected.projectId, environment: "dev", secretName };
      return (await client.secrets.read.query(at)).secret.secretValue;
    },
    stop: database.stop,
  };
}

export type Keys = Awaited<ReturnType<typeof startKeys>>;

const nameOf = (account: string): string => account.toUpperCase().replaceAll("-", "_");
