import type { PostgresTarget } from "@turnbolt/targets";
import postgres from "postgres";

export interface Pair {
  readonly username1: string;
  readonly username2: string;
}

const PASSWORD = "the connection's password";
let made = 0;

/** A target to rotate at: a role that may, and as many pairs of accounts as a test wants. */
export async function arrangeTarget(server: PostgresTarget, password = PASSWORD) {
  const name = `rotator_${++made}`;
  await run(server, async (sql) => {
    await server.createAccount(name, password);
    await sql`alter role ${sql(name)} createrole`;
  });
  const { host, port } = server.admin;
  return {
    credentials: { host, port, database: "postgres", username: name, password, sslEnabled: false },
    /** Two accounts with these names, or with names of their own. */
    pair: async (names?: Pair): Promise<Pair> => {
      const number = ++made;
      const pair = names ?? { username1: `app_${number}_a`, username2: `app_${number}_b` };
      await run(server, async (sql) => {
        for (const account of Object.values(pair)) {
          await server.createAccount(account, `first of ${account}`);
          await sql`grant ${sql(account)} to ${sql(name)} with admin true, inherit false, set false`;
        }
      });
      return pair;
    },
    /** As the target's administrator. */
    sql: (text: string) => run(server, async (sql) => void (await sql.unsafe(text))),
    rotator: name,
  };
}

/** What one credential's password was before anything was rotated. */
export const firstPassword = (account: string): string => `first of ${account}`;

async function run<T>(server: PostgresTarget, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres({ ...server.admin, max: 1, fetch_types: false, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
