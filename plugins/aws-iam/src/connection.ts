import { sensitive } from "@turnbolt/core";
import * as z from "zod";
import { accountOfKey } from "./account.ts";

const key = {
  accessKeyId: z
    .string()
    .regex(/^\w{16,128}$/, "16 to 128 letters and digits")
    .meta({
      title: "Access key ID",
      description: "The access key that Turnbolt signs its requests with.",
      examples: ["AKIAIOSFODNN7EXAMPLE"],
    }),
  secretAccessKey: sensitive(
    z
      .string()
      .min(1)
      .meta({
        title: "Secret access key",
        description: "The secret of that access key.",
        examples: ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
      }),
  ),
};

const place = {
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "such as eu-central-1")
    .default("us-east-1")
    .meta({
      title: "Region",
      description: "Chooses the STS endpoint, and with it the partition (standard, China, GovCloud) of IAM.",
      examples: ["us-east-1", "eu-central-1", "cn-north-1"],
    }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: "Base URL",
      description:
        "An endpoint of your own that answers for IAM and for STS, instead of Amazon's public ones.",
      examples: ["https://aws.internal.example"],
    }),
  caCertificate: z
    .string()
    .optional()
    .meta({
      title: "CA certificate",
      description: "PEM of a private CA that signed the endpoint's certificate.",
      examples: ["-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----"],
    }),
  proxyUrl: sensitive(
    z
      .string()
      .regex(/^https?:\/\//, "an http or https URL")
      .meta({
        title: "Proxy URL",
        description: "An HTTP proxy on the way to AWS; may carry a user name and password.",
        examples: ["http://proxy.internal.example:3128"],
      }),
  ).optional(),
};

/** How we reach an AWS account. */
export const connection = z.discriminatedUnion("method", [
  z.object({
    method: z.literal("access-key").meta({ title: "Access key" }),
    ...key,
    accountId: z
      .string()
      .regex(/^\d{12}$/, "12 digits")
      .optional()
      .meta({
        title: "Account ID",
        description: "Only needed when it cannot be told from the access key ID (keys made before 2019).",
        examples: ["123456789012"],
      }),
    ...place,
  }),
  z.object({
    method: z.literal("assume-role").meta({ title: "Assume a role" }),
    roleArn: z
      .string()
      .regex(/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of a role")
      .meta({
        title: "Role ARN",
        description: "The role that holds the rights, in the account of the users.",
        examples: ["arn:aws:iam::123456789012:role/turnbolt"],
      }),
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/)
      .optional()
      .meta({
        title: "External ID",
        description: "Where the role's trust policy asks for one.",
        examples: ["turnbolt-4711"],
      }),
    ...key,
    ...place,
  }),
]);

export type Connection = z.output<typeof connection>;

/** The account whose users the connection rotates. */
export function accountOf(connection: Connection): string {
  if (connection.method === "assume-role") return connection.roleArn.split(":")[4] ?? connection.roleArn;
  return connection.accountId ?? accountOfKey(connection.accessKeyId);
}
