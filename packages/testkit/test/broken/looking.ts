import { RotationError } from "@turnbolt/core";
import { bearer, post } from "../../src/corners/client.ts";
import { broken } from "./vary.ts";

/** What goes wrong when the target is only asked: verify, check, list, options. */
export const looking = [
  broken(
    "verify takes every failure for a no",
    "single-chosen",
    ["contract", /closed port is unavailable/],
    ({ verify }) => ({
      verify: (call) =>
        verify(call).catch((cause: unknown) => {
          throw new RotationError("refused", "the login failed", { cause });
        }),
    }),
  ),
  broken(
    "verify does not log in",
    "single-granted",
    ["contract", /verify of a wrong secret is refused/],
    () => ({ verify: async () => {} }),
  ),
  broken(
    "verify logs in as the connection",
    "dual-fixed-chosen",
    ["contract", /also when the connection's own login is refused/],
    ({ verify }) => ({
      async verify(call) {
        const { url, token } = call.connection;
        await post(call.runtime, { url, authorization: bearer(token) }, "whoami");
        await verify(call);
      },
    }),
  ),
  broken(
    "verify asks about the published credential instead of the one at hand",
    "single-chosen",
    ["contract", /verify of a wrong secret is refused/],
    ({ verify }) => ({
      verify: (call) => verify({ ...call, credential: call.current ?? call.credential }),
    }),
  ),
  broken(
    "a closed port counts as a refused connection",
    "dual-fresh-granted-labelled",
    ["contract", /closed port is unavailable/],
    ({ connect }) => ({
      connect: (connection, runtime) =>
        connect(connection, runtime).catch((cause: unknown) => {
          throw new RotationError("unauthorized", "the connection does not work", { cause });
        }),
    }),
  ),
  broken(
    "check tries a right by using it",
    "single-chosen",
    ["contract", /check finds every right.+changes nothing/],
    ({ check }) => ({
      async check(call) {
        const account = call.parameters?.account;
        if (account) await post(call.runtime, call.client, "set", { account, password: "only-a-test" });
        return await check(call);
      },
    }),
  ),
  broken(
    "list shows only what carries a label of ours",
    "dual-fresh-granted-labelled",
    ["strangers", /list shows a stranger/],
    ({ list }) => ({ list: async (call) => (await list(call)).filter(({ label }) => label !== undefined) }),
  ),
  broken(
    "list stops after the first entry",
    "dual-fresh-chosen-known-handle",
    ["facts", /list shows what the target holds/],
    ({ list }) => ({ list: async (call) => (await list(call)).slice(0, 1) }),
  ),
  broken(
    "list marks no draft",
    "dual-fresh-chosen-target-handle",
    ["facts", /the mark that finds ours again/],
    ({ list }) => ({ list: async (call) => (await list(call)).map(({ handle }) => ({ handle })) }),
  ),
  broken(
    "a list that could not be read counts as empty",
    "dual-fresh-granted-labelled",
    ["contract", /list never takes a missing answer/],
    ({ list }) => ({ list: (call) => list(call).catch(() => []) }),
  ),
  broken(
    "options pay no heed to what is searched for",
    "single-chosen",
    ["options", /what is not there finds nothing/],
    ({ options }) => ({
      options: {
        account: async ({ search: _, ...call }) => (await options.account?.(call)) ?? { options: [] },
      },
    }),
  ),
  broken(
    "options begin again on every page",
    "dual-fresh-chosen-known-handle",
    ["options", /the pages of owner end/],
    ({ options }) => ({
      options: {
        owner: async ({ cursor: _, ...call }) => (await options.owner?.(call)) ?? { options: [] },
      },
    }),
  ),
];
