import { choicesAs, defineProvider, RotationError, sensitive } from "@turnbolt/core";
import * as z from "zod";

/** Stands in every value that some may read and others may not, so that an answer that carries one is seen. */
export const VALUE = "HEREVALUE";

const held = new Map<string, string>();

/** A target in the memory of the test's process, with room for several keys of one account. */
export const plugin = defineProvider({
  type: "matrix-key",
  app: "matrix",
  title: "For the authorisation matrix",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  capacity: 5,
  connection: z.object({ name: z.string(), password: sensitive() }),
  parameters: z.object({ account: choicesAs({ list: "accounts", item: { id: "value" } }, z.string()) }),
  secret: z.object({ key: z.string(), password: sensitive() }),
  lifeMs: 0,
  subjects: ({ name }, { account }) => [`${name}/${account}`],
  connect: () => null,
  check: async () => [],
  options: { account: async () => ({ options: [] }) },
  choose: ({ run, attempt }) => {
    const key = `${run.label}-${attempt}`;
    return { handle: key, secret: { key, password: `${VALUE}-${key}` } };
  },
  list: async () => [],
  issue: async ({ draft }) => void held.set(draft.handle, draft.secret.password),
  revoke: async ({ handle }) => void held.delete(handle),
  verify: async ({ credential: { handle, secret } }) => {
    if (held.get(handle) !== secret.password) throw new RotationError("refused", "matrix: no such key");
  },
});
