import * as z from "zod";
import { defineProvider, type RotationProvider, sensitive } from "../src/index.ts";

const base = {
  type: "t",
  app: "a",
  title: "T",
  connection: z.object({ url: z.string() }),
  parameters: z.object({ user: z.string() }),
  secret: z.object({ password: sensitive() }),
  subjects: () => ["x"],
  check: async () => [],
} as const;

const credential = { handle: "h", secret: { password: "x" } };
const connect = ({ url }: { url: string }) => ({ url, n: 1 });
const verify = async () => {};
const revoke = async () => {};
const list = async () => [{ handle: "h" }];
const choose = () => credential;
const read = () => credential;
const issue = async () => {};

// What must compile: each corner, with everything inferred.

export const single = defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  connect: ({ url }) => ({ url, n: 1 }),
  options: { user: async ({ client }) => ({ options: [{ value: client.url, label: client.n.toFixed() }] }) },
  choose: ({ parameters }) => ({ handle: parameters.user, secret: { password: "x" } }),
  issue: async ({ client, draft }) => void [client.url, draft.secret.password],
  verify: async ({ credential }) => void credential.secret.password,
});

export const singleGranted = defineProvider({
  ...base,
  phase: "single",
  origin: "granted",
  connect: async ({ url }) => ({ url, n: 1 }),
  issue: async ({ client, neededUntil }) => void [client.n.toFixed(), neededUntil.getTime()],
  read: ({ body, complete }, { user }) => ({ handle: user, secret: { password: complete ? body : "" } }),
  readBack: async ({ client }) => ({ handle: client.url, secret: { password: "x" } }),
  verify: async ({ credential, connection }) => void [credential.secret.password, connection.url],
});

export const fixed = defineProvider({
  ...base,
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connect: ({ url }) => ({ url, n: 1 }),
  choose: ({ current, attempt }) => ({
    handle: current?.handle ?? "h",
    secret: { password: attempt.toFixed() },
  }),
  issue: async ({ draft }) => ({ handle: draft.handle }),
  verify: async ({ credential }) => void credential.handle,
  revoke: async ({ client, handle }) => void [client.url, handle.length],
});

export const fresh = defineProvider({
  ...base,
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  capacity: 2,
  keepsLast: true,
  connect: ({ url }) => ({ url, n: 1 }),
  choose: ({ run }) => ({ handle: run.label, secret: { password: "x" } }),
  issue: async ({ draft }) => ({ handle: draft.handle }),
  verify: async ({ credential }) => void credential.handle,
  revoke: async ({ client, handle }) => void [client.url, handle.length],
  list: async ({ client, draft }) => [{ handle: client.url, isDraft: draft?.secret.password === "x" }],
});

export const freshGranted = defineProvider({
  ...base,
  // a connection may be a union over its method
  connection: z.discriminatedUnion("method", [
    z.object({ method: z.literal("key"), key: sensitive() }),
    z.object({ method: z.literal("role"), role: z.string() }),
  ]),
  phase: "dual",
  origin: "granted",
  handles: "fresh",
  labelled: true,
  connect: (connection) => (connection.method === "key" ? connection.key : connection.role),
  issue: async ({ client, run }) => void [client.length, run.label],
  read: ({ body }) => ({ handle: "h", secret: { password: body } }),
  verify: async ({ connection }) => void connection.method,
  revoke: async ({ client, handle }) => void [client.length, handle],
  list: async ({ client }) => [{ handle: client, label: "l" }],
});

export const erased: readonly RotationProvider[] = [single, singleGranted, fixed, fresh, freshGranted];

// `verify` has no client: it works without the connection's login.
defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  connect,
  choose,
  issue,
  // @ts-expect-error there is no client
  verify: async ({ client }) => void client,
});

// What must not compile: every mark is where the compiler complains.

// @ts-expect-error dual without `revoke`
defineProvider({
  ...base,
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connect,
  choose,
  issue,
  verify,
});

// @ts-expect-error fresh handles without `list`
defineProvider({
  ...base,
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  connect,
  choose,
  issue,
  verify,
  revoke,
});

// @ts-expect-error dual without `handles`
defineProvider({ ...base, phase: "dual", origin: "chosen", connect, choose, issue, verify, revoke, list });

// @ts-expect-error chosen without `choose`
defineProvider({ ...base, phase: "single", origin: "chosen", connect, issue, verify });

// @ts-expect-error granted without `read`
defineProvider({ ...base, phase: "single", origin: "granted", connect, issue, verify });

// @ts-expect-error fresh and granted without `labelled`
defineProvider({
  ...base,
  phase: "dual",
  origin: "granted",
  handles: "fresh",
  connect,
  issue,
  read,
  verify,
  revoke,
  list,
});

// @ts-expect-error granted with fixed handles
defineProvider({
  ...base,
  phase: "dual",
  origin: "granted",
  handles: "fixed",
  labelled: false,
  connect,
  issue,
  read,
  verify,
  revoke,
  list,
});

defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  connect,
  // @ts-expect-error options for a field that is no parameter
  options: { colour: async () => ({ options: [] }) },
  choose,
  issue,
  verify,
});

defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  connect,
  // @ts-expect-error a secret of the wrong shape
  choose: () => ({ handle: "h", secret: { token: "x" } }),
  issue,
  verify,
});

defineProvider({
  ...base,
  phase: "dual",
  origin: "granted",
  handles: "fresh",
  labelled: false,
  connect,
  issue,
  // @ts-expect-error a secret of the wrong shape
  read: () => ({ handle: "h", secret: { password: 1 } }),
  verify,
  revoke,
  list,
});

defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  connect,
  choose,
  // @ts-expect-error the client has no such member
  issue: async ({ client }) => void client.colour,
  verify,
});

defineProvider({
  ...base,
  phase: "single",
  origin: "chosen",
  // @ts-expect-error single-phase with handles
  handles: "fresh",
  connect,
  choose,
  issue,
  verify,
});
