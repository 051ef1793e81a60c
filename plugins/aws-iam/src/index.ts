import { defineProvider, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { readNewKey } from "./answer.ts";
import { check } from "./check.ts";
import { connect, stsAs } from "./client.ts";
import { accountOf, connection } from "./connection.ts";
import { createKey, endKey, listKeys, listUsers, logIn, noteLastUse } from "./keys.ts";

export type { Aws } from "./client.ts";

/** Access keys of IAM users. */
export default defineProvider({
  type: "aws-iam-user-secret",
  app: "aws",
  title: "AWS IAM user access key",
  phase: "dual",
  origin: "granted",
  handles: "fresh",
  capacity: 2,
  labelled: false,
  propagation: { minimumMs: 8_000, deadlineMs: 60_000, listLagMs: 10_000 },
  // A signature is good for 15 minutes: whatever still holds our request, AWS takes it no later.
  lifeMs: 15 * 60_000,
  connection,
  parameters: z.object({
    userName: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/, "1 to 64 letters, digits or _+=,.@-")
      .meta({
        title: "User name",
        description: "The IAM user whose access key is rotated. Not the connection's own user.",
        examples: ["billing-export"],
      }),
    region: z
      .string()
      .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "such as eu-central-1")
      .optional()
      .meta({
        title: "Region",
        description: "Whose STS a new key is tried at; the connection's region when left out.",
        examples: ["eu-central-1"],
      }),
  }),
  secret: z.object({
    accessKeyId: z
      .string()
      .min(1)
      .meta({
        title: "Access key ID",
        description: "The name of the user's key; AWS shows it in its logs.",
        examples: ["AKIAIOSFODNN7EXAMPLE"],
      }),
    secretAccessKey: sensitive(
      z
        .string()
        .min(1)
        .meta({
          title: "Secret access key",
          description: "What requests are signed with.",
          examples: ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
        }),
    ),
  }),

  // IAM knows no two users of an account whose names differ in case alone.
  subjects: (connection, { userName }) => [`aws:${accountOf(connection)}:user/${userName.toLowerCase()}`],
  connect,
  check: ({ client, connection, parameters, runtime }) => check(client, runtime, connection, parameters),
  options: {
    userName: ({ client, runtime, search, cursor }) => listUsers(client.iam(runtime), search, cursor),
  },
  issue: ({ client, parameters, runtime }) => createKey(client.iam(runtime), parameters.userName),
  read(answer, { userName }) {
    const secret = readNewKey(answer, userName);
    return { handle: secret.accessKeyId, secret };
  },
  async verify({ connection, parameters: { userName, region }, runtime, credential }) {
    await logIn(await stsAs(credential.secret, connection, runtime, region), userName);
  },
  async revoke({ client, parameters: { userName }, runtime, handle }) {
    const iam = client.iam(runtime);
    await noteLastUse(iam, handle, runtime.log);
    await endKey(iam, userName, handle);
  },
  list: ({ client, parameters, runtime }) => listKeys(client.iam(runtime), parameters.userName),
});
