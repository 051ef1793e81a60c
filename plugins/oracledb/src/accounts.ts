import type { OptionPage, Permission } from "@turnbolt/core";
import type { Client } from "./client.ts";
import { failure } from "./errors.ts";
import { identifier, storedName, writtenName } from "./names.ts";
import type { Connection, Parameters } from "./schema.ts";
import type { Row } from "./session.ts";
import { alterUser, ownStatement } from "./statement.ts";

/** What the connection may do; throws for users that cannot be rotated. */
export async function checkRights(
  client: Client,
  connection: Connection,
  parameters?: Parameters,
): Promise<readonly Permission[]> {
  const granted = await client.ask("SELECT privilege FROM session_privs WHERE privilege = 'ALTER USER'");
  const alter = { permission: "ALTER USER", held: (granted ?? []).length > 0 };
  if (!parameters) return [alter];
  const unlocked = await assertUsers(client, connection, parameters);
  return parameters.rotationStatement === undefined ? [alter, ...unlocked] : unlocked;
}

/** Sets a password, by the user's own statement or ours. */
export async function setPassword(
  client: Client,
  { database }: Connection,
  { rotationStatement }: Parameters,
  name: string,
  password: string,
): Promise<void> {
  const values = { username: name, password, database };
  await client.run(
    rotationStatement === undefined ? alterUser(name, password) : ownStatement(rotationStatement, values),
  );
}

const PAGE = 50;

/** The users in the order of their names, without the connection's own and those that Oracle brings along. */
export async function listUsers(
  client: Client,
  connection: Connection,
  search = "",
  cursor = "",
): Promise<OptionPage> {
  // Oracle takes an empty text for none at all, and nothing is found where that is compared.
  const conditions = [
    ...(cursor ? ["username > :after"] : []),
    ...(search ? ["INSTR(UPPER(username), UPPER(:search)) > 0"] : []),
  ];
  const rows = await client.ask(
    `SELECT username FROM all_users
     WHERE oracle_maintained = 'N' AND username <> :self ${conditions.map((one) => `AND ${one}`).join(" ")}
     ORDER BY NLSSORT(username, 'NLS_SORT=BINARY') FETCH FIRST ${PAGE + 1} ROWS ONLY`,
    {
      self: storedName(connection.username),
      ...(cursor ? { after: cursor } : {}),
      ...(search ? { search } : {}),
    },
  );
  const names = (rows ?? []).map(({ USERNAME }) => String(USERNAME));
  const page = names.slice(0, PAGE);
  const options = page.map(writtenName).map((name) => ({ value: name, label: name }));
  return { options, next: names.length > PAGE ? page.at(-1) : undefined };
}

async function assertUsers(
  client: Client,
  connection: Connection,
  { username1, username2 }: Parameters,
): Promise<readonly Permission[]> {
  const names = [username1, username2].map(storedName);
  if (names[0] === names[1]) throw failure("invalid", "the two users are the same; name two");
  const unlocked: Permission[] = [];
  for (const name of names) {
    const user = `user ${identifier(name)}`;
    if (name === storedName(connection.username))
      throw failure("invalid", `${user} is the connection's own; connect as another`);
    const found = await find(client, name);
    if (!found) throw failure("not-found", `${user} does not exist; create it or correct the parameters`);
    const { AUTHENTICATION_TYPE: kind = "PASSWORD", ACCOUNT_STATUS: status = "OPEN" } = found;
    if (kind !== "PASSWORD")
      throw failure("invalid", `${user} has no password at this database; name a user that logs in with one`);
    const locked = String(status).includes("LOCKED");
    if (locked) unlocked.push({ permission: `${user}: an account that is not locked`, held: false });
  }
  return unlocked;
}

/** Everybody sees who is there; how they log in and whether they may is for those with a grant on `DBA_USERS`. */
async function find(client: Client, name: string): Promise<Row | undefined> {
  const rows =
    (await client.ask(
      "SELECT username, authentication_type, account_status FROM dba_users WHERE username = :name",
      { name },
    )) ?? (await client.ask("SELECT username FROM all_users WHERE username = :name", { name }));
  return rows?.[0];
}
