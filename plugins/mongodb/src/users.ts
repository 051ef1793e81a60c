import type { OptionPage, Permission } from "@turnbolt/core";
import type { Document } from "mongodb";
import { LIFE_MS, type Login, type Session } from "./client.ts";
import { failure } from "./errors.ts";
import { type Connection, databaseOf, type Parameters } from "./schema.ts";

const MOST_MS = LIFE_MS / 3;

/** Sets the password of one user, on a majority of the nodes where there are several. */
export async function setPassword(
  session: Session,
  database: string,
  { username, password }: Login,
): Promise<void> {
  await session.run(database, {
    updateUser: username,
    pwd: password,
    writeConcern: { w: "majority", wtimeout: MOST_MS },
    maxTimeMS: MOST_MS,
  });
}

/** What the connection may do; throws for users that cannot be rotated. */
export async function checkRights(
  session: Session,
  connection: Connection,
  parameters?: Parameters,
): Promise<readonly Permission[]> {
  const { isWritablePrimary } = await session.run("admin", { hello: 1 });
  const primary = { permission: "a writable server (primary)", held: isWritablePrimary === true };
  const database = parameters ? databaseOf(connection, parameters) : connection.authSource;
  const granted = await privilegesOf(session);
  const rights = ["viewUser", "changePassword"].map((action) => ({
    permission: `${action} on database ${database}`,
    held: granted.some((privilege) => allows(privilege, database, action)),
  }));
  if (parameters && rights[0]?.held) await assertUsers(session, connection, parameters);
  return [primary, ...rights];
}

/** The users of a database in the order of their names, without the connection's own. */
export async function listUsers(session: Session, connection: Connection, search = ""): Promise<OptionPage> {
  const { users } = await session.run(connection.authSource, { usersInfo: 1 });
  const names = namesIn(users).filter(
    (name) => name !== connection.username && name.toLowerCase().includes(search.toLowerCase()),
  );
  return { options: names.sort().map((name) => ({ value: name, label: name })) };
}

async function assertUsers(session: Session, connection: Connection, parameters: Parameters): Promise<void> {
  const { username1, username2 } = parameters;
  const database = databaseOf(connection, parameters);
  if (username1 === username2) throw failure("invalid", "the two users are the same; name two");
  for (const user of [username1, username2]) {
    if (user === connection.username && database === connection.authSource) {
      throw failure("invalid", `user ${user} is the connection's own; connect as another`);
    }
    const { users } = await session.run(database, { usersInfo: { user, db: database } });
    if (namesIn(users).includes(user)) continue;
    throw failure(
      "not-found",
      `user ${user} does not exist on the authentication database ${database}; create it or name the other database`,
    );
  }
}

const namesIn = (users: unknown): string[] =>
  Array.isArray(users) ? users.map((user: Document) => String(user.user)) : [];

async function privilegesOf(session: Session): Promise<readonly Document[]> {
  const { authInfo } = await session.run("admin", { connectionStatus: 1, showPrivileges: true });
  return authInfo?.authenticatedUserPrivileges ?? [];
}

/** A privilege on a whole database, or on every one: an empty name stands for all. */
const allows = ({ resource, actions }: Document, database: string, action: string): boolean =>
  Array.isArray(actions) &&
  actions.includes(action) &&
  (resource?.anyResource === true ||
    (resource?.collection === "" && (resource?.db === "" || resource?.db === database)));
