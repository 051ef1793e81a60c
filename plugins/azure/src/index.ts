import { defineProvider, type Permission, type RawAnswer } from "@turnbolt/core";
import * as z from "zod";
import { type Graph, openGraph } from "./client.ts";
import { failure } from "./errors.ts";
import { logIn } from "./login.ts";
import { connection, type Parameters, parameters, secret } from "./schema.ts";

/** Rotates client secrets of an Entra app: each is a secret of its own with our label on it, and two overlap. */
export default defineProvider({
  type: "azure-client-secret",
  app: "azure-client-secrets",
  title: "Azure client secret",
  phase: "dual",
  origin: "granted",
  handles: "fresh",
  labelled: true,
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 4_000, deadlineMs: 180_000, listLagMs: 30_000 },

  subjects: ({ tenantId }, { objectId }) => [`${tenantId.toLowerCase()}/${objectId.toLowerCase()}`],
  connect: (connection, runtime) => openGraph(connection, runtime),
  check: ({ client, parameters }) => checkRights(client, parameters),
  options: { objectId: ({ client, search = "", cursor }) => client.apps(search, cursor) },
  issue: ({ client, parameters, run, neededUntil, runtime }) =>
    client.addPassword(runtime, parameters.objectId, run.label, neededUntil),
  read: (answer, { clientId }) => {
    const { keyId, secretText } = readPassword(answer);
    return { handle: keyId, secret: { clientId, clientSecret: secretText } };
  },
  verify: ({ connection, runtime, credential }) => logIn(connection, runtime, credential.secret),
  list: ({ client, parameters }) => client.passwords(parameters.objectId),
  revoke: ({ client, parameters, handle }) => client.removePassword(parameters.objectId, handle),
});

const ALL = "Application.ReadWrite.All";
const OWNED = "Application.ReadWrite.OwnedBy";

/** The narrow permission is enough for an app that we own. */
async function checkRights(client: Graph, parameters?: Parameters): Promise<readonly Permission[]> {
  const right = { permission: OWNED, held: client.roles.has(ALL) || client.roles.has(OWNED) };
  if (!parameters || !right.held) return [right];
  const { clientId, owners } = await client.app(parameters.objectId);
  if (clientId.toLowerCase() !== parameters.clientId.toLowerCase()) {
    throw failure("invalid", `the client ID of this app is ${clientId}; correct the parameters`);
  }
  if (client.roles.has(ALL)) return [right];
  return [
    right,
    { permission: `owner of the application ${parameters.objectId}`, held: owners.includes(client.self) },
  ];
}

const added = z.object({ keyId: z.string().min(1), secretText: z.string().min(1) });

/** The new secret in a whole answer; no message quotes the answer. */
function readPassword({ status, body, complete }: RawAnswer): z.output<typeof added> {
  const parsed = complete && status === 200 ? added.safeParse(jsonIn(body)).data : undefined;
  if (!parsed) throw failure("unavailable", "the kept answer of addPassword holds no whole secret");
  return parsed;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
