import { defineProvider, generatePassword } from "@turnbolt/core";
import { openOrg } from "./client.ts";
import { logIn } from "./login.ts";
import { connection, parameters, secret } from "./schema.ts";

/** Rotates the client secret of an Okta app: two live side by side, so nothing stops in between. */
export default defineProvider({
  type: "okta-client-secret",
  app: "okta",
  title: "Okta Client Secret",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  capacity: 2,
  keepsLast: true,
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 15_000 },

  subjects: ({ instanceUrl }, { clientId }) => [`${new URL(instanceUrl).host}/${clientId}`],
  connect: (connection, runtime) => openOrg(connection, runtime),

  async check({ client, parameters }) {
    const read = { permission: "okta.apps.read", held: client.mayRead };
    if (!parameters) return [read];
    if (client.mayRead) await client.assertRotatable(parameters.clientId, clientIdOf(parameters));
    return [read, { permission: "okta.apps.manage", held: await client.mayManage(parameters.clientId) }];
  },

  options: {
    clientId: ({ client, search, cursor }) => client.apps(search, cursor),
  },

  // Okta names the secret once it is made; until then it goes by a name of ours.
  choose: ({ parameters, run, attempt }) => ({
    handle: `draft-${run.label}-${attempt}`,
    secret: { clientId: clientIdOf(parameters), clientSecret: generatePassword(SECRET_FORM) },
  }),
  issue: ({ client, parameters, draft }) =>
    client.ensureSecret(parameters.clientId, draft.secret.clientSecret),
  verify: ({ connection, runtime, credential }) => logIn(connection, runtime, credential.secret),
  list: ({ client, parameters, draft }) => client.secrets(parameters.clientId, draft?.secret.clientSecret),
  revoke: ({ client, parameters, handle }) => client.endSecret(parameters.clientId, handle),
});

/** Okta takes 14 to 100 printable ASCII characters; these need no quoting anywhere. */
const SECRET_FORM = {
  length: 64,
  required: { digits: 1, lowercase: 1, uppercase: 1, symbols: 0 },
  allowedSymbols: "-_",
};

/** An app's client ID is its app ID, unless it was made with one of its own. */
const clientIdOf = ({
  clientId,
  oauthClientId,
}: {
  readonly clientId: string;
  readonly oauthClientId?: string | undefined;
}): string => oauthClientId ?? clientId;
