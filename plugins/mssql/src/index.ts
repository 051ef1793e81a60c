import { defineProvider, generatePassword, isRotationError } from "@turnbolt/core";
import { checkRights, listLogins, setPassword } from "./accounts.ts";
import { connect, LIFE_MS, logIn } from "./client.ts";
import { connection, parameters, secret, subjectOf } from "./schema.ts";

/** Rotates two SQL Server logins by turns: the idle one gets the new password and takes over. */
export default defineProvider({
  type: "mssql-credentials",
  app: "mssql",
  title: "SQL Server credentials",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: LIFE_MS,

  subjects: (connection, parameters) =>
    [parameters.username1, parameters.username2].map((name) => subjectOf(connection, name)),
  connect: (connection, runtime) => connect(connection, runtime),
  disconnect: async (session) => session.end(),
  check: ({ client, connection, parameters }) => checkRights(client, connection, parameters),
  options: {
    username1: ({ client, search, cursor }) => listLogins(client, search, cursor),
    username2: ({ client, search, cursor }) => listLogins(client, search, cursor),
  },
  choose: ({ parameters: { username1, username2, passwordRequirements }, current }) => {
    const username = current?.handle === username1 ? username2 : username1;
    return { handle: username, secret: { username, password: generatePassword(passwordRequirements) } };
  },
  issue: ({ client, connection, parameters, draft }) =>
    setPassword(client, connection, parameters, draft.secret),
  verify: ({ connection, runtime, credential }) => logIn(connection, credential.secret, runtime),
  revoke: async ({ client, connection, parameters, handle }) => {
    const password = generatePassword(parameters.passwordRequirements);
    try {
      await setPassword(client, connection, parameters, { username: handle, password });
    } catch (error) {
      // A login that is gone lets nobody in.
      if (!isRotationError(error) || error.code !== "not-found") throw error;
    }
  },
});
