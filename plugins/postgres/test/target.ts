import { randomBytes } from "node:crypto";
import { postgresTarget } from "@turnbolt/targets";
import type { Bystander, StartTarget, Target } from "@turnbolt/testkit";
import postgres from "postgres";

/** A PostgreSQL of its own, with a connection that has exactly the rights the README asks for. */
export interface PostgresTarget extends Target {
  /** A superuser's session, for arranging and for looking; never for the code under test. */
  readonly admin: postgres.Sql;
  readonly connection: ConnectionInput;
  /** Two new accounts that the connection may rotate. */
  pair(): Promise<Pair>;
  /** Two new accounts that may change each other's password, and the second one's connection. */
  ownPair(): Promise<OwnPair>;
  /** Logs in through a driver of the test's own. */
  accepts(secret: Record<string, unknown>): Promise<boolean>;
  /** What the server has logged. */
  log(): Promise<string>;
}

export interface Pair extends Record<string, unknown> {
  readonly username1: string;
  readonly username2: string;
}

export interface OwnPair {
  readonly parameters: Pair;
  readonly connection: ConnectionInput;
}

export interface ConnectionInput extends Record<string, unknown> {
  readonly host: string;
  readonly port: number;
}

/** The same where the connection logs in as one of the accounts. */
export const startOwnTarget =
  (version: "embedded" | "debian"): StartTarget =>
  async () => {
    const target = await startPostgres(version);
    const { admin, accepts } = target;
    const subject = async () => {
      const { parameters, connection } = await target.ownPair();
      return { parameters, connection, accepts, held: () => existing(admin, parameters) };
    };
    return { ...target, subject };
  };

/** What the testkit calls. */
export const startTarget =
  (version: "embedded" | "debian"): StartTarget =>
  () =>
    startPostgres(version);

/** The one that every machine has. */
export default startTarget("embedded");

export async function startPostgres(
  version: "embedded" | "debian",
  settings: Record<string, string> = {},
): Promise<PostgresTarget> {
  const server = await postgresTarget({ version, settings }).start();
  const first = postgres({ ...server.admin, max: 1 });
  await first`CREATE DATABASE app`;
  await first.end();
  const admin = postgres({ ...server.admin, database: "app", max: 1, prepare: false, onnotice: () => {} });
  await admin.unsafe(`CREATE ROLE turnbolt LOGIN CREATEROLE PASSWORD '${PASSWORD}'`);
  const { host, port } = server.admin;
  const login = { database: "app", username: "turnbolt", password: PASSWORD };
  const connection = { host, port, ...login, sslEnabled: false };
  const pair = pairsOf(admin);
  const accepts = ({ username, password }: Record<string, unknown>) =>
    server.canLogin({ username: String(username), password: String(password) });
  return {
    admin,
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    pair,
    ownPair: ownPairsOf(admin, connection),
    accepts,
    log: server.log,
    requests: { issue: /ALTER ROLE/, revoke: /ALTER ROLE/ },
    bystander: () => bystanderAt(admin, accepts),
    subject: async () => {
      const parameters = await pair();
      return { parameters, accepts, held: () => existing(admin, parameters) };
    },
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

/** One that the connection could change as well, by its rights up to PostgreSQL 15. */
async function bystanderAt(admin: postgres.Sql, accepts: PostgresTarget["accepts"]): Promise<Bystander> {
  const login = {
    username: `stranger_${randomBytes(6).toString("hex")}`,
    password: randomBytes(18).toString("hex"),
  };
  await admin.unsafe(`CREATE ROLE ${login.username} LOGIN PASSWORD '${login.password}'`);
  return { name: login.username, isUntouched: () => accepts(login) };
}

/** An account that the connection may rotate, as the README says. */
export async function createAccount(admin: postgres.Sql, name: string): Promise<void> {
  // The server quotes the name: the driver would take a dot in it for a separator.
  const [statements] = await admin<{ create: string; grant: string }[]>`
    SELECT format('CREATE ROLE %I LOGIN', ${name}::text) AS create,
      format('GRANT %I TO turnbolt WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', ${name}::text) AS grant`;
  if (!statements) throw new Error("the server made no statement");
  await admin.unsafe(statements.create);
  if (await hasAdminOption(admin)) await admin.unsafe(statements.grant);
}

/** Whether altering a role takes ADMIN OPTION on it. */
export async function hasAdminOption(admin: postgres.Sql): Promise<boolean> {
  const [row] = await admin<{ version: number }[]>`
    SELECT current_setting('server_version_num')::int AS version`;
  return row !== undefined && row.version >= 160_000;
}

const PASSWORD = "the connection of Turnbolt";

function pairsOf(admin: postgres.Sql): () => Promise<Pair> {
  let count = 0;
  return async () => {
    count += 1;
    const names = { username1: `app_${count}_a`, username2: `app_${count}_b` };
    for (const name of Object.values(names)) await createAccount(admin, name);
    return names;
  };
}

function ownPairsOf(admin: postgres.Sql, to: ConnectionInput): () => Promise<OwnPair> {
  let count = 0;
  return async () => {
    count += 1;
    const parameters = { username1: `own_${count}_a`, username2: `own_${count}_b` };
    // As the README says: from 16 on no two roles can administer each other.
    const power = (await hasAdminOption(admin)) ? "SUPERUSER" : "CREATEROLE";
    for (const name of Object.values(parameters))
      await admin.unsafe(`CREATE ROLE ${name} LOGIN ${power} PASSWORD '${PASSWORD}'`);
    return { parameters, connection: { ...to, username: parameters.username2, password: PASSWORD } };
  };
}

async function existing(admin: postgres.Sql, { username1, username2 }: Pair): Promise<string[]> {
  const rows = await admin<{ name: string }[]>`
    SELECT rolname AS name FROM pg_roles WHERE rolname IN ${admin([username1, username2])}`;
  return rows.map(({ name }) => name);
}
