import { randomBytes } from "node:crypto";
import postgres from "postgres";

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The accounts of the sandbox as they are before anything is rotated. */
export interface Accounts {
  /** May change the passwords of the other two, and nothing else. */
  readonly rotator: Login;
  /** What an application uses now. */
  readonly first: Login;
  /** The other one of the pair. */
  readonly second: Login;
}

const ROTATOR = "rotator";
const PAIR = ["app_a", "app_b"] as const;

/** Makes the three accounts, or gives those that are there new passwords. */
export async function arrangeAccounts(adminUrl: string): Promise<Accounts> {
  const [first, second] = PAIR.map(newLogin);
  const rotator = newLogin(ROTATOR);
  if (!first || !second) throw new Error("a pair has two accounts");
  const sql = postgres(adminUrl, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    for (const login of [rotator, first, second]) await ensure(sql, login);
    await sql.unsafe(`alter role ${ROTATOR} createrole`);
    for (const name of PAIR) {
      await sql.unsafe(`grant ${name} to ${ROTATOR} with admin true, inherit false, set false`);
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
  return { rotator, first, second };
}

/** Logs in and leaves; `false` is the server's own "no". */
export async function canLogIn(adminUrl: string, { username, password }: Login): Promise<boolean> {
  const { hostname, port, pathname } = new URL(adminUrl);
  const sql = postgres({
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username,
    password,
    max: 1,
    fetch_types: false,
    onnotice: () => {},
  });
  const wrongPassword = "28P01";
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === wrongPassword) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Names and passwords of ours need no quoting beyond this: letters, digits, `_` and `-`. */
async function ensure(sql: postgres.Sql, { username, password }: Login): Promise<void> {
  const [known] = await sql`select 1 from pg_roles where rolname = ${username}`;
  await sql.unsafe(`${known ? "alter" : "create"} role ${username} login password '${password}'`);
}

const newLogin = (username: string): Login => ({ username, password: randomBytes(24).toString("base64url") });
