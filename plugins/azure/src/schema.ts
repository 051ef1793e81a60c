import { choicesAs, httpFields, sensitive } from "@turnbolt/core";
import * as z from "zod";

const id = z.guid("an ID, as 3c90c3cc-0d44-4b50-8888-8dd25736052a");
const EXAMPLE = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

const common = {
  tenantId: id.meta({
    title: "Tenant ID",
    description: "Directory (tenant) ID of the Entra tenant.",
    examples: [EXAMPLE],
  }),
  clientId: id.meta({
    title: "Client ID",
    description: "Application (client) ID of the app that we log in as.",
    examples: [EXAMPLE],
  }),
  ...httpFields("Microsoft Entra"),
};

const pem = (kind: string) =>
  z.string().includes(`-----BEGIN ${kind}`, { message: `PEM, from -----BEGIN ${kind} on` });

/** How we reach a tenant. */
export const connection = z.discriminatedUnion("method", [
  z.object({
    method: z.literal("client-secret"),
    ...common,
    clientSecret: sensitive().meta({
      title: "Client secret",
      description: "A client secret of the app that we log in as.",
      examples: ["Qm58Q~…"],
    }),
  }),
  z.object({
    method: z.literal("certificate"),
    ...common,
    certificateBody: pem("CERTIFICATE").meta({
      title: "Certificate",
      description: "The certificate that the app knows, PEM.",
      examples: ["-----BEGIN CERTIFICATE-----\n…"],
    }),
    privateKey: sensitive(pem("")).meta({
      title: "Private key",
      description: "The certificate's key, PKCS #8 in PEM, without a passphrase.",
      examples: ["-----BEGIN PRIVATE KEY-----\n…"],
    }),
  }),
]);

/** Which app is rotated. */
export const parameters = z.object({
  objectId: choicesAs(
    { list: "clients", item: { id: "value", name: "label", appId: "appId" } },
    id.meta({
      title: "Application",
      description: "Object ID of the app registration (not its client ID).",
      examples: [EXAMPLE],
    }),
  ),
  appName: z
    .string()
    .min(1)
    .max(256)
    .meta({
      title: "Name",
      description: "What the app is called, for people.",
      examples: ["billing-service"],
    }),
  clientId: id.meta({
    title: "Client ID",
    description: "Application (client) ID of the app that is rotated.",
    examples: [EXAMPLE],
  }),
});

/** What comes out. */
export const secret = z.object({
  clientId: id.meta({ title: "Client ID", description: "The app's client ID.", examples: [EXAMPLE] }),
  clientSecret: sensitive(z.string().min(1)).meta({
    title: "Client secret",
    description: "The newest client secret of ours.",
    examples: ["Qm58Q~…"],
  }),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** Where logins and the directory answer; both at one place where a base URL is given. */
export const placesOf = ({ baseUrl }: Pick<Connection, "baseUrl">) => {
  const base = baseUrl?.replace(/\/+$/, "");
  return {
    login: base ?? "https://login.microsoftonline.com",
    graph: `${base ?? "https://graph.microsoft.com"}/v1.0`,
  };
};
