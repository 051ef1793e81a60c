import type { createTRPCClient } from "@trpc/client";
import type { AppRouter as RouterOf } from "@turnbolt/api";
import { defineProvider, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { type AppRouter, defineConfig, plugins } from "../src/index.ts";

type Client<R extends AppRouter | RouterOf> = ReturnType<typeof createTRPCClient<R>>;

declare const client: Client<AppRouter>;

const common = {
  name: "shop",
  projectId: "c8a3c3a0-0000-4000-8000-000000000001",
  environment: "prod",
  connectionId: "c8a3c3a0-0000-4000-8000-000000000000",
  rotationInterval: 30,
} as const;

// Each official plugin's own parameters are taken.
client.rotations.create.mutate({ ...common, type: "auth0-client-secret", parameters: { clientId: "x" } });
client.rotations.create.mutate({ ...common, type: "okta-client-secret", parameters: { clientId: "x" } });
client.rotations.create.mutate({ ...common, type: "aws-iam-user-secret", parameters: { userName: "x" } });
client.rotations.create.mutate({
  ...common,
  type: "postgres-credentials",
  parameters: { username1: "a", username2: "b" },
  secretsMapping: { username: "DB_USER", password: "DB_PASSWORD" },
  current: { username: "a", password: "p" },
});

// @ts-expect-error a type that is not installed
client.rotations.create.mutate({ ...common, type: "mysql-credentials", parameters: {} });
// @ts-expect-error a parameter of another plugin
client.rotations.create.mutate({ ...common, type: "auth0-client-secret", parameters: { userName: "x" } });
// @ts-expect-error a missing parameter
client.rotations.create.mutate({ ...common, type: "postgres-credentials", parameters: { username1: "a" } });
// @ts-expect-error a parameter of the wrong type
client.rotations.create.mutate({ ...common, type: "auth0-client-secret", parameters: { clientId: 1 } });
client.rotations.create.mutate({
  ...common,
  type: "auth0-client-secret",
  parameters: { clientId: "x" },
  // @ts-expect-error a mapping of a field that the secret does not have
  secretsMapping: { clientId: "A", password: "B" },
});
// @ts-expect-error no type at all
client.rotations.create.mutate({ ...common, parameters: { clientId: "x" } });

// Connections are typed by their app.
client.connections.create.mutate({
  name: "okta",
  app: "okta",
  credentials: { instanceUrl: "https://example.okta.com", apiToken: "t" },
});
client.connections.create.mutate({
  name: "aws",
  app: "aws",
  method: "access-key",
  credentials: { accessKeyId: "A", secretAccessKey: "S" },
});
const aws = { name: "aws", app: "aws", credentials: { accessKeyId: "A", secretAccessKey: "S" } } as const;
// @ts-expect-error a way to log in that the app does not have
client.connections.create.mutate({ ...aws, method: "api-token" });
// @ts-expect-error the credentials of another app
client.connections.create.mutate({ name: "okta", app: "okta", credentials: { host: "h" } });

const echo = defineProvider({
  type: "echo-password",
  app: "echo",
  title: "Echo",
  phase: "single",
  origin: "chosen",
  connection: z.object({ url: z.url() }),
  parameters: z.object({ user: z.string(), realm: z.string().optional() }),
  secret: z.object({ password: sensitive() }),
  subjects: ({ url }, { user }) => [`${url}/${user}`],
  connect: ({ url }) => url,
  check: async () => [],
  choose: ({ parameters }) => ({ handle: parameters.user, secret: { password: "p" } }),
  issue: async () => {},
  verify: async () => {},
});

// A third party's plugin in the list is typed like the others, which stay.
const config = defineConfig({ plugins: [...plugins, echo] });
declare const extended: Client<RouterOf<typeof config.plugins>>;
extended.rotations.create.mutate({ ...common, type: "echo-password", parameters: { user: "u" } });
extended.rotations.create.mutate({ ...common, type: "auth0-client-secret", parameters: { clientId: "x" } });
// @ts-expect-error its parameters are checked
extended.rotations.create.mutate({ ...common, type: "echo-password", parameters: { realm: "r" } });
extended.rotations.create.mutate({
  ...common,
  type: "echo-password",
  parameters: { user: "u" },
  // @ts-expect-error and so is its mapping
  secretsMapping: { user: "X" },
});

// Without a list, as for the dashboard, parameters are JSON.
declare const any: Client<RouterOf>;
any.rotations.create.mutate({ ...common, type: "whatever", parameters: { anything: 1 } });

// What comes back is known too.
export const status = async (): Promise<"rotating" | "success" | "failed" | "attention" | null> =>
  (await client.rotations.list.query()).secretRotations[0]?.rotationStatus ?? null;
