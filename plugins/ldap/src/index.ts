import { defineProvider, generatePassword } from "@turnbolt/core";
import { change, checkRights, listAccounts, reset } from "./accounts.ts";
import { bind, logIn } from "./client.ts";
import { connection, isOwn, parameters, secret, subjectOf } from "./schema.ts";

/** Rotates the password of a directory account. A directory knows one password for each: the old one ends at once. */
export default defineProvider({
  type: "ldap-password",
  app: "ldap",
  title: "LDAP password",
  phase: "single",
  origin: "chosen",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  // What the strictest usual policies forgive: three wrong passwords in half an hour.
  lockout: { attempts: 3, windowMs: 1_800_000 },

  subjects: (connection, parameters) => [subjectOf(connection, parameters)],
  connect: (connection, runtime) => bind(connection, connection, runtime, "connection"),
  disconnect: async (session) => session.end(),
  check: ({ parameters, ...reach }) => checkRights(reach, parameters),
  options: { dn: ({ client, search }) => listAccounts(client, search) },
  choose: ({ parameters: { dn, passwordRequirements } }) => ({
    handle: dn,
    secret: { dn, password: generatePassword(passwordRequirements) },
  }),
  issue: ({ parameters, draft, current, ...reach }) =>
    parameters.rotationMethod === "target-principal"
      ? change(reach, parameters, current?.secret ?? null, draft.secret.password)
      : reset(reach, parameters, draft.secret.password),
  verify: async ({ connection, runtime, credential }) => logIn(connection, credential.secret, runtime),
  asConnection: (connection, { password }, parameters) =>
    isOwn(connection, parameters) ? { ...connection, password } : null,
});
