import { defineProvider, isRotationError } from "@turnbolt/core";
import { checkRights, listUsers, setPassword } from "./accounts.ts";
import { connect, LIFE_MS, logIn } from "./client.ts";
import { storedName } from "./names.ts";
import { connection, newPassword, parameters, secret, subjectOf } from "./schema.ts";

/** Rotates two Oracle Database users by turns: the idle one gets the new password and takes over. */
export default defineProvider({
  type: "oracledb-credentials",
  app: "oracledb",
  title: "Oracle Database credentials",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: LIFE_MS,
  // The default profile: ten wrong passwords lock the account for a day.
  lockout: { attempts: 10, windowMs: 86_400_000 },

  subjects: (connection, parameters) =>
    [parameters.username1, parameters.username2].map((name) => subjectOf(connection, name)),
  connect: (connection, runtime) => connect(connection, runtime),
  disconnect: (client) => client.end(),
  check: ({ client, connection, parameters }) => checkRights(client, connection, parameters),
  options: {
    username1: ({ client, connection, search, cursor }) => listUsers(client, connection, search, cursor),
    username2: ({ client, connection, search, cursor }) => listUsers(client, connection, search, cursor),
  },
  choose: ({ parameters, current }) => {
    const { username1, username2 } = parameters;
    const username = current?.handle === storedName(username1) ? username2 : username1;
    return { handle: storedName(username), secret: { username, password: newPassword(parameters) } };
  },
  issue: ({ client, connection, parameters, draft }) =>
    setPassword(client, connection, parameters, storedName(draft.secret.username), draft.secret.password),
  verify: ({ connection, runtime, credential }) => logIn(connection, credential.secret, runtime),
  revoke: async ({ client, connection, parameters, handle }) => {
    try {
      await setPassword(client, connection, parameters, handle, newPassword(parameters));
    } catch (error) {
      // A user that is gone lets nobody in.
      if (!isRotationError(error) || error.code !== "not-found") throw error;
    }
  },
});
