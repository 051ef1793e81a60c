import { defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import * as z from "zod";

/** Accounts of the fleet's target: one value each, chosen by us, and the new one ends the old one. */
export default defineProvider({
  type: "fleet-token",
  app: "fleet",
  title: "Fleet token",
  phase: "single",
  origin: "chosen",
  connection: z.object({ url: z.url(), token: sensitive() }),
  parameters: z.object({ account: z.string() }),
  secret: z.object({ account: z.string(), value: sensitive() }),
  subjects: ({ url }, { account }) => [`${url}/${account}`],
  connect:
    ({ url, token }, runtime) =>
    async (path: string, body: Readonly<Record<string, string>>) => {
      const headers = {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        // So that the target can tell which of the processes speaks.
        "x-process": String(process.pid),
      };
      const { signal } = runtime;
      const response = await runtime.fetch(`${url}${path}`, {
        method: "POST",
        headers,
        signal,
        body: JSON.stringify(body),
      });
      await response.body?.cancel();
      if (response.status === 401)
        throw new RotationError("unauthorized", "fleet: the connection is refused");
      if (!response.ok) throw new Error("the target did not answer as agreed");
    },
  check: async () => [],
  choose: ({ parameters: { account } }) => ({
    handle: account,
    secret: { account, value: generatePassword() },
  }),
  issue: ({ client, run, draft }) => client("/set", { ...draft.secret, run: run.id }),
  async verify({ connection, runtime, credential }) {
    const response = await runtime.fetch(`${connection.url}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      signal: runtime.signal,
      body: JSON.stringify(credential.secret),
    });
    await response.body?.cancel();
    if (response.status === 403) throw new RotationError("refused", "fleet: the value is wrong");
    if (!response.ok) throw new Error("the target did not answer as agreed");
  },
});
