import postgres from "postgres";
import type { Turnbolt } from "./turnbolt.ts";

const PASSWORD = "the connection's password";

/** Pairs of accounts of the target, a connection to it, and rotations of them. */
export async function pairsOf({ client, projectId, postgres: server }: Turnbolt, name = "orders-db") {
  const rotator = `rotator_${name.replaceAll("-", "_")}`;
  const run = async <T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
    const sql = postgres({ ...server.admin, max: 1, fetch_types: false, onnotice: () => {} });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  await run(async (sql) => {
    await server.createAccount(rotator, PASSWORD);
    await sql`alter role ${sql(rotator)} createrole`;
  });
  const { host, port } = server.admin;
  const credentials = {
    host,
    port,
    database: "postgres",
    username: rotator,
    password: PASSWORD,
    sslEnabled: false,
  };
  const { appConnection } = await client.connections.create.mutate({ name, app: "postgres", credentials });
  /** Two new accounts that a rotation may take by turns. */
  const accounts = async (prefix: string): Promise<{ username1: string; username2: string }> => {
    const pair = { username1: `${prefix}_a`, username2: `${prefix}_b` };
    await run(async (sql) => {
      for (const account of Object.values(pair)) {
        await server.createAccount(account, `first of ${account}`);
        await sql`grant ${sql(account)} to ${sql(rotator)} with admin true, inherit false, set false`;
      }
    });
    return pair;
  };
  return {
    connectionId: appConnection.id,
    /** What a form of the connection is filled in with. */
    credentials,
    accounts,
    /** As the target's administrator. */
    sql: (text: string) => run(async (sql) => void (await sql.unsafe(text))),
    /** A rotation of a new pair, published once; its id. */
    create: async (named: string, more: { readonly environment?: string } = {}): Promise<string> => {
      const word = named.replaceAll("-", "_");
      const { secretRotation } = await client.rotations.create.mutate({
        type: "postgres-credentials",
        name: named,
        projectId,
        environment: more.environment ?? "dev",
        connectionId: appConnection.id,
        rotationInterval: 7,
        rotateAtUtc: { hours: 3, minutes: 0 },
        parameters: await accounts(word),
        secretsMapping: {
          username: `${word.toUpperCase()}_USER`,
          password: `${word.toUpperCase()}_PASSWORD`,
        },
      });
      return secretRotation.id;
    },
  };
}

export type Pairs = Awaited<ReturnType<typeof pairsOf>>;
