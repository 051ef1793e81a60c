import { choicesAs, defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { logIn, openManagement } from "./client.ts";

/** What the connection's machine-to-machine application must be granted on the Management API. */
const SCOPES = ["read:clients", "update:clients", "update:client_keys"] as const;

const connection = z.object({
  method: z.literal("client-credentials").default("client-credentials"),
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "the domain alone, without https:// and without a path")
    .meta({
      title: "Domain",
      description: "The tenant's domain, as its applications show it.",
      examples: ["example.eu.auth0.com"],
    }),
  clientId: z
    .string()
    .min(1)
    .meta({
      title: "Client ID",
      description: "Of a machine-to-machine application that may call the Management API.",
      examples: ["mXcVJ0aZ2hPqkR7sT1uWyB4nD6fG8jLe"],
    }),
  clientSecret: sensitive().meta({
    title: "Client secret",
    description: "The secret of that application; it must use Client Secret (Post).",
    examples: ["wsKq3tUf…"],
  }),
  audience: z
    .url()
    .optional()
    .meta({
      title: "Audience",
      description: "Identifier of the Management API; needed only with a custom domain.",
      examples: ["https://example.eu.auth0.com/api/v2/"],
    }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: "Base URL",
      description: "Where the tenant is reached instead of https://<domain>, for gateways and tests.",
      examples: ["https://auth0.gateway.example.com"],
    }),
  caCertificate: z
    .string()
    .optional()
    .meta({
      title: "CA certificate",
      description: "A private certificate authority to trust beside the public ones, PEM.",
      examples: ["-----BEGIN CERTIFICATE-----"],
    }),
  proxyUrl: sensitive(z.string().regex(/^https?:\/\//, "an http or https URL"))
    .optional()
    .meta({
      title: "Proxy",
      description: "An HTTP proxy between this server and Auth0; may carry a user name and password.",
      examples: ["http://proxy.example.com:3128"],
    }),
});

const clientId = z
  .string()
  .min(1)
  .max(64)
  .meta({
    title: "Application",
    description: "Client ID of the application whose client secret is rotated.",
    examples: ["AaiyAPdpYdesoKnqjj8HJqRn4T5titww"],
  });

/** Rotates the client secret of an Auth0 application by setting one of our own. */
export default defineProvider({
  type: "auth0-client-secret",
  app: "auth0",
  title: "Auth0 Client Secret",
  phase: "single",
  origin: "chosen",
  connection,
  parameters: z.object({
    clientId: choicesAs({ list: "clients", item: { id: "value", name: "label" } }, clientId),
  }),
  secret: z.object({
    clientId: clientId.meta({ title: "Client ID", description: "The application's client ID." }),
    clientSecret: sensitive().meta({
      title: "Client secret",
      description: "The application's one live client secret.",
      examples: ["wsKq3tUf…"],
    }),
  }),
  propagation: { minimumMs: 0, deadlineMs: 60_000 },

  subjects: ({ domain }, { clientId }) => [`${domain.toLowerCase()}/${clientId}`],
  connect: (connection, runtime) => openManagement(connection, runtime),

  async check({ client, parameters }) {
    // Without the right to read, the application cannot be asked about; the missing scope says enough.
    if (parameters && client.scopes.has("read:clients")) {
      assertUsesSecret(parameters.clientId, await client.authMethodOf(parameters.clientId));
    }
    return SCOPES.map((permission) => ({ permission, held: client.scopes.has(permission) }));
  },

  options: {
    clientId: ({ client, search, cursor }) => client.applications(search, cursor),
  },

  choose: ({ parameters: { clientId } }) => ({
    handle: clientId,
    secret: { clientId, clientSecret: generatePassword(SECRET_FORM) },
  }),
  issue: ({ client, parameters, draft }) => client.setSecret(parameters.clientId, draft.secret.clientSecret),
  verify: ({ connection, runtime, credential }) => logIn(connection, runtime, credential.secret),

  asConnection: (connection, { clientId, clientSecret }) =>
    connection.clientId === clientId ? { ...connection, clientSecret } : null,
});

/** Auth0 wants at least 48 characters of letters, digits and `_-+=.`; these need no quoting anywhere. */
const SECRET_FORM = {
  length: 64,
  required: { digits: 1, lowercase: 1, uppercase: 1, symbols: 0 },
  allowedSymbols: "-_.",
};

function assertUsesSecret(clientId: string, method: string | null): void {
  if (method === "client_secret_post" || method === "client_secret_basic") return;
  const found =
    method === "none"
      ? "is a public application: it has no client secret to rotate"
      : "authenticates without a client secret (Private Key JWT or mTLS)";
  throw new RotationError(
    "invalid",
    `auth0-client-secret: application ${clientId} ${found}. Choose another one, or set Client Secret (Post) or (Basic) under Credentials.`,
  );
}
