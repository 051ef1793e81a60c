import { canonicalHost, defineProvider, generatePassword } from "@turnbolt/core";
import { connect, disconnect, logIn } from "./client.ts";
import { allNodes, connection, parameters, secret } from "./schema.ts";
import { makeUser, removeUser, rightsOf, usersOf } from "./users.ts";

/** Rotates Redis users: each credential is a user of its own, so the old one and the new one work side by side. */
export default defineProvider({
  type: "redis-credentials",
  app: "redis",
  title: "Redis credentials",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },

  subjects: (connection, { prefix }) =>
    allNodes(connection).map(({ host, port }) => `${canonicalHost(host)}:${port}/${prefix}`),
  connect: (connection, runtime) => connect(connection, runtime),
  disconnect: async (client) => disconnect(client),
  check: ({ client, connection }) => rightsOf(client, connection.username),
  choose: ({ parameters: { prefix, passwordRequirements }, run, attempt }) => {
    const username = `${prefix}-${run.label}-${attempt}`;
    return { handle: username, secret: { username, password: generatePassword(passwordRequirements) } };
  },
  issue: ({ client, parameters, draft, runtime }) => makeUser(client, draft.secret, parameters, runtime.log),
  verify: ({ connection, runtime, credential }) => logIn(connection, credential.secret, runtime),
  list: ({ client, parameters, draft }) => usersOf(client, parameters, draft?.secret),
  revoke: ({ client, handle, runtime }) => removeUser(client, handle, runtime.log),
});
