import type { OptionPage, Permission } from "@turnbolt/core";
import { failure } from "./errors.ts";
import type { Connection, Parameters } from "./schema.ts";
import type { Row, Session } from "./session.ts";
import { account, alterUser, type Kind, literal, ownStatement } from "./statement.ts";

const CREATE_USER = "CREATE USER ON *.*";
const READ_USERS = "SELECT (User, Host, plugin) ON mysql.user";

/** What the connection may do; throws for accounts that cannot be rotated. */
export async function checkRights(
  session: Session,
  connection: Connection,
  parameters?: Parameters,
): Promise<readonly Permission[]> {
  const [server] = await session.ask("SELECT @@global.read_only AS readOnly, current_user() AS self", []);
  const writable = { permission: "a writable server (primary)", held: Number(server?.readOnly) === 0 };
  const mayRead = await reads(session);
  const reading = { permission: READ_USERS, held: mayRead };
  if (parameters && mayRead) await assertAccounts(session, parameters, String(server?.self));
  if (parameters?.rotationStatement !== undefined) {
    await prepare(session, parameters, connection);
    return [writable, reading];
  }
  const [granted] = await session.ask(
    "SELECT 1 AS held FROM information_schema.user_privileges WHERE privilege_type IN ('CREATE USER', 'SUPER') LIMIT 1",
    [],
  );
  return [writable, reading, { permission: CREATE_USER, held: granted !== undefined }];
}

/** Sets a password, by the user's own statement or ours. */
export async function setPassword(
  session: Session,
  connection: Connection,
  { host, rotationStatement }: Parameters,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<void> {
  if (rotationStatement === undefined) {
    const kind = await kindOf(session, connection, username, host);
    return void (await session.run(alterUser(username, host, password, kind)));
  }
  const values = { username, password, database: connection.database ?? "" };
  await session.run(ownStatement(rotationStatement, host, values));
}

const PAGE = 50;

/** The accounts' names in their order, without the connection's own. */
export async function listAccounts(session: Session, search = "", cursor = ""): Promise<OptionPage> {
  const rows = await session.ask(
    `SELECT DISTINCT User AS name FROM mysql.user
     WHERE User <> '' AND User <> substring_index(current_user(), '@', 1) AND locate(lower(?), lower(User)) > 0
       AND CAST(User AS BINARY) > CAST(? AS BINARY)
     ORDER BY CAST(User AS BINARY) LIMIT ${PAGE + 1}`,
    [search, cursor],
  );
  const names = rows.slice(0, PAGE).map(({ name }) => String(name));
  const next = rows.length > PAGE ? names.at(-1) : undefined;
  return { options: names.map((name) => ({ value: name, label: name })), next };
}

/** By their bytes: the server keeps names in a narrower character set than ours and refuses to compare the two. */
const FIND = `SELECT plugin, version() LIKE '%MariaDB%' AS mariadb FROM mysql.user
  WHERE CAST(User AS BINARY) = CAST(? AS BINARY) AND CAST(Host AS BINARY) = CAST(? AS BINARY)`;

async function kindOf(
  session: Session,
  { sendPlaintextPassword }: Connection,
  username: string,
  host: string,
): Promise<Kind> {
  const [found] = await session.ask(FIND, [username, host]);
  if (!found) throw missing(username, host);
  const server = Number(found.mariadb) === 1 ? "MariaDB" : "MySQL";
  return { server, plugin: String(found.plugin), hashed: !sendPlaintextPassword };
}

const missing = (name: string, host: string) =>
  failure("not-found", `account ${account(name, host)} does not exist; create it or correct the parameters`);

async function assertAccounts(session: Session, parameters: Parameters, self: string): Promise<void> {
  const { username1, username2, host } = parameters;
  if (username1 === username2) throw failure("invalid", "the two accounts are the same; name two");
  for (const name of [username1, username2]) {
    if (self === `${name}@${host}`) {
      throw failure("invalid", `account ${account(name, host)} is the connection's own; connect as another`);
    }
    const [found] = await session.ask(FIND, [name, host]);
    assertRotatable(name, host, found);
  }
}

/** Kinds of accounts that log in with a password and that the driver can log in as. */
const KINDS = ["", "mysql_native_password", "caching_sha2_password", "sha256_password"];

function assertRotatable(name: string, host: string, found: Row | undefined): void {
  if (!found) throw missing(name, host);
  if (KINDS.includes(String(found.plugin))) return;
  const known = KINDS.filter((kind) => kind !== "").join(", ");
  throw failure(
    "invalid",
    `account ${account(name, host)} logs in by ${String(found.plugin)}; only accounts of these kinds are rotated: ${known}`,
  );
}

async function reads(session: Session): Promise<boolean> {
  try {
    await session.ask("SELECT User, Host, plugin FROM mysql.user LIMIT 1", []);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "forbidden" || error.code === "invalid"))
      return false;
    throw error;
  }
}

/** Lets the server read the statement without running it. */
async function prepare(session: Session, { rotationStatement, host }: Parameters, { database }: Connection) {
  const values = { username: "account", password: "password", database: database ?? "" };
  const statement = ownStatement(rotationStatement ?? "", host, values);
  await session.run(`PREPARE turnbolt FROM ${literal(statement)}`);
}
