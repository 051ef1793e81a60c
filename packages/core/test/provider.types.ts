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
export const erased: RotationProvider = single;
