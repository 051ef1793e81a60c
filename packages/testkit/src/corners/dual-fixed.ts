import { defineProvider, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { bearer, logIn, post, tokenConnection } from "./client.ts";
import { checkRights } from "./shared.ts";

/** Two accounts by turns: the idle one gets the next value. */
export const dualFixedChosen = defineProvider({
  type: "dual-fixed-chosen",
  app: "account-pairs",
  title: "Dual, chosen, two fixed accounts",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection: tokenConnection,
  parameters: z.object({ account1: z.string().min(1), account2: z.string().min(1) }),
  secret: z.object({ account: z.string().min(1), password: sensitive() }),
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: 60_000,
  subjects: ({ url }, { account1, account2 }) => [`${url}/${account1}`, `${url}/${account2}`],
  async connect({ url, token }, runtime) {
    const client = { url, authorization: bearer(token) };
    await post(runtime, client, "whoami");
    return client;
  },
  async check({ client, runtime, parameters }) {
    const [rights] = await Promise.all(
      [parameters?.account1, parameters?.account2].map((account) =>
        checkRights(runtime, client, "accounts:write", { account }),
      ),
    );
    return rights ?? [];
  },
  choose({ parameters: { account1, account2 }, run, current, attempt }) {
    const account = current?.handle === account1 ? account2 : account1;
    return { handle: account, secret: { account, password: `chosen-${run.label}-${attempt}` } };
  },
  async issue({ client, runtime, draft }) {
    await post(runtime, client, "set", draft.secret);
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
  async revoke({ client, runtime, handle, run }) {
    await post(runtime, client, "set", { account: handle, password: `nobody-keeps-${run.label}` });
  },
});
