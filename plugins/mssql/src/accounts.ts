import { isRotationError, type OptionPage, type Permission } from "@turnbolt/core";
import { failure } from "./errors.ts";
import type { Connection, Parameters } from "./schema.ts";
import type { Row, Session } from "./session.ts";
import { alterLogin, identifier, ownStatement } from "./statement.ts";

const ALTER_ANY = "ALTER ANY LOGIN";

/** What the connection may do; throws for logins that cannot be rotated. */
export async function checkRights(
  session: Session,
  connection: Connection,
  parameters?: Parameters,
): Promise<readonly Permission[]> {
  if (parameters?.rotationStatement !== undefined)
    await parse(session, parameters.rotationStatement, connection);
  const [server] = await session.run(
    "SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY LOGIN') AS alterAny, HAS_PERMS_BY_NAME(NULL, NULL, 'CONTROL SERVER') AS control",
  );
  const alterAny = server?.alterAny === 1;
  if (!parameters) return [{ permission: ALTER_ANY, held: alterAny }];
  const found = await findBoth(session, parameters, alterAny);
  if (parameters.rotationStatement !== undefined) return [];
  // One login alone may be granted too, and then it is visible.
  const held = alterAny || found.every((login) => login?.may === 1);
  const admins = found.filter((login) => login?.admin === 1).map((login) => identifier(String(login?.name)));
  const control = {
    permission: `CONTROL SERVER, for ${admins.join(" and ")}: sysadmin`,
    held: server?.control === 1,
  };
  return [{ permission: ALTER_ANY, held }, ...(admins.length > 0 ? [control] : [])];
}

/** Sets a password, by the user's own statement or ours. */
export async function setPassword(
  session: Session,
  connection: Connection,
  { rotationStatement }: Parameters,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<void> {
  if (rotationStatement !== undefined) {
    const values = { username, password, database: connection.database };
    return void (await session.run(ownStatement(rotationStatement, values)));
  }
  try {
    await session.run(alterLogin(username, password));
  } catch (error) {
    throw isRotationError(error) && error.code === "forbidden" ? await told(session, username, error) : error;
  }
}

const PAGE = 50;

/** The SQL logins' names in their order, without the connection's own and the server's internal ones. */
export async function listLogins(session: Session, search = "", cursor = ""): Promise<OptionPage> {
  const rows = await session.ask(
    `SELECT TOP (${PAGE + 1}) name FROM sys.server_principals
     WHERE type = 'S' AND name > @cursor AND name <> SUSER_SNAME() AND name NOT LIKE '##%'
       AND (@search = '' OR CHARINDEX(LOWER(@search), LOWER(name)) > 0)
     ORDER BY name`,
    { search, cursor },
  );
  const names = rows.slice(0, PAGE).map(({ name }) => String(name));
  const next = rows.length > PAGE ? names.at(-1) : undefined;
  return { options: names.map((name) => ({ value: name, label: name })), next };
}

const FIND = `SELECT principal_id AS id, name, type, CASE WHEN name = SUSER_SNAME() THEN 1 ELSE 0 END AS self,
  HAS_PERMS_BY_NAME(QUOTENAME(name), 'LOGIN', 'ALTER') AS may, IS_SRVROLEMEMBER('sysadmin', name) AS admin
  FROM sys.server_principals WHERE name = @name`;

async function findBoth(session: Session, { username1, username2 }: Parameters, seesAll: boolean) {
  const found: (Row | undefined)[] = [];
  for (const name of [username1, username2]) {
    const [login] = await session.ask(FIND, { name });
    if (login) assertRotatable(login);
    else if (seesAll) throw missing(name);
    found.push(login);
  }
  const [first, second] = found;
  if (username1 === username2 || (first && first.id === second?.id)) {
    throw failure("invalid", "the two logins are the same; name two");
  }
  return found;
}

const missing = (name: string) =>
  failure("not-found", `login ${identifier(name)} does not exist; create it or correct the parameters`);

function assertRotatable({ name, type, self }: Row): void {
  const login = `login ${identifier(String(name))}`;
  if (self === 1) throw failure("invalid", `${login} is the connection's own; connect as another`);
  if (type !== "S")
    throw failure("invalid", `${login} has no password at this server; name a SQL Server login`);
}

/** The server says the same of a login that is not there and of one that may not be changed. */
async function told(session: Session, name: string, refusal: Error): Promise<Error> {
  const [found] = await session.ask(
    "SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY LOGIN') AS seesAll, (SELECT COUNT(*) FROM sys.server_principals WHERE name = @name) AS here",
    { name },
  );
  return found?.seesAll === 1 && found.here === 0 ? missing(name) : refusal;
}

/** Lets the server read the statement without running it; the setting ends with the session's next batch. */
async function parse(session: Session, template: string, { database }: Connection): Promise<void> {
  await session.run("SET PARSEONLY ON");
  await session.run(ownStatement(template, { username: "login", password: "password", database }));
  await session.run("SET PARSEONLY OFF");
}
