import { canonicalHost, defineProvider, generatePassword, isRotationError } from "@turnbolt/core";
import { listAccounts } from "./accounts.ts";
import { assertUsable, checkRights } from "./check.ts";
import { asConnection, connect, LIFE_MS, logIn, type Reach, runAlone } from "./client.ts";
import { failure } from "./errors.ts";
import { connection, type Parameters, parameters, secret } from "./schema.ts";
import { scramVerifier } from "./scram.ts";
import type { Sql } from "./session.ts";
import { passwordStatement } from "./statement.ts";

/** Rotates two PostgreSQL accounts by turns: the idle one gets the new password and takes over. */
export default defineProvider({
  type: "postgres-credentials",
  app: "postgres",
  title: "PostgreSQL credentials",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: LIFE_MS,
  subjects: ({ host, port }, { username1, username2 }) =>
    [username1, username2].map((account) => `${canonicalHost(host)}:${port}/${account}`),
  connect,
  disconnect: (client) => client.leave(),
  check: (session) => checkRights(session, session.parameters),
  options: { username1: listAccounts, username2: listAccounts },
  choose: ({ parameters: { username1, username2, passwordRequirements }, current }) => {
    const username = current?.handle === username1 ? username2 : username1;
    return { handle: username, secret: { username, password: generatePassword(passwordRequirements) } };
  },
  issue: (call) =>
    asConnection(call, async (sql) => {
      await assertUsable(sql, call.draft.handle);
      await setPassword(sql, call, call.draft.handle, call.draft.secret.password);
    }),
  verify: (call) => logIn(call, call.credential.secret),
  revoke: async (call) => {
    // It would lock us out, and nobody could undo it.
    if (call.handle === call.connection.username) {
      throw failure(
        "forbidden",
        `${call.handle} is the connection's own login; give the connection another one first`,
      );
    }
    const nobodyKeeps = generatePassword(call.parameters.passwordRequirements);
    try {
      await asConnection(call, (sql) => setPassword(sql, call, call.handle, nobodyKeeps));
    } catch (error) {
      // An account that is gone lets nobody in.
      if (!isRotationError(error) || error.code !== "not-found") throw error;
    }
  },
  // The new password is the published account's, so that is who the connection logs in as from then on.
  asConnection: (connection, login, { username1, username2 }) =>
    [username1, username2].includes(connection.username) ? { ...connection, ...login } : null,
});

async function setPassword(
  sql: Sql,
  { connection, parameters }: Reach & { readonly parameters: Parameters },
  username: string,
  password: string,
): Promise<void> {
  const { database, sendPlaintextPassword } = connection;
  const sent = sendPlaintextPassword ? password : await scramVerifier(password);
  const values = { username, password: sent, database };
  await runAlone(sql, passwordStatement(parameters.rotationStatement, values));
}
