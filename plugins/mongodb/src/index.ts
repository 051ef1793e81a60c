import { defineProvider, generatePassword, isRotationError } from "@turnbolt/core";
import { LIFE_MS, open } from "./client.ts";
import { connection, databaseOf, parameters, secret, subjectOf } from "./schema.ts";
import { checkRights, listUsers, setPassword } from "./users.ts";

/** Rotates two MongoDB users by turns: the idle one gets the new password and takes over. */
export default defineProvider({
  type: "mongodb-credentials",
  app: "mongodb",
  title: "MongoDB credentials",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: LIFE_MS,

  subjects: (connection, parameters) =>
    [parameters.username1, parameters.username2].map((name) => subjectOf(connection, parameters, name)),
  connect: (connection, runtime) =>
    open(connection, { ...connection, database: connection.authSource }, runtime, "connection"),
  disconnect: (session) => session.end(),
  check: ({ client, connection, parameters }) => checkRights(client, connection, parameters),
  options: {
    username1: ({ client, connection, search }) => listUsers(client, connection, search),
    username2: ({ client, connection, search }) => listUsers(client, connection, search),
  },
  choose: ({ parameters: { username1, username2, passwordRequirements }, current }) => {
    const username = current?.handle === username1 ? username2 : username1;
    return { handle: username, secret: { username, password: generatePassword(passwordRequirements) } };
  },
  issue: ({ client, connection, parameters, draft }) =>
    setPassword(client, databaseOf(connection, parameters), draft.secret),
  verify: async ({ connection, parameters, runtime, credential }) => {
    const login = { ...credential.secret, database: databaseOf(connection, parameters) };
    const session = await open(connection, login, runtime, "credential");
    await session.end();
  },
  revoke: async ({ client, connection, parameters, handle }) => {
    const password = generatePassword(parameters.passwordRequirements);
    try {
      await setPassword(client, databaseOf(connection, parameters), { username: handle, password });
    } catch (error) {
      // A user that is gone lets nobody in.
      if (!isRotationError(error) || error.code !== "not-found") throw error;
    }
  },
});
