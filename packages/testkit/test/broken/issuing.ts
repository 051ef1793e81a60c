import { RotationError } from "@turnbolt/core";
import { logIn, post } from "../../src/corners/client.ts";
import { tokenFromEnvironment } from "./env.ts";
import { broken, type Draft } from "./vary.ts";

let counter = 0;
let lastChosen: Draft | null = null;

/** What goes wrong when a value is chosen and sent. */
export const issuing = [
  broken(
    "issue makes a value of its own on every try",
    "single-chosen",
    ["contract", /takes? the draft that is on disk/],
    () => ({
      issue: ({ client, runtime, parameters }) =>
        post(runtime, client, "set", {
          account: parameters.account,
          password: `another-value-${++counter}`,
        }),
    }),
  ),
  broken(
    "choose gives every draft the same value",
    "single-chosen",
    ["contract", /a value of its own for each draft/],
    () => ({
      choose: ({ parameters: { account = "" } }) => ({
        handle: account,
        secret: { account, password: "always-the-same" },
      }),
    }),
  ),
  broken(
    "choose counts on its own, so a handle cannot be told again",
    "dual-fresh-chosen-known-handle",
    ["contract", /a handle that follows from the plan/],
    () => ({
      choose: () => {
        const id = `user-${++counter}`;
        return { handle: id, secret: { id, key: `chosen-number-${counter}` } };
      },
    }),
  ),
  broken(
    "what was chosen last is kept in the module, and issue sends that",
    "single-chosen",
    ["contract", /side by side do not meet/],
    ({ choose }) => ({
      choose: (plan) => {
        lastChosen = choose(plan);
        return lastChosen;
      },
      issue: ({ client, runtime, parameters, draft }) =>
        post(runtime, client, "set", {
          account: parameters.account,
          password: (lastChosen ?? draft).secret.password,
        }),
    }),
  ),
  broken(
    "a variable of the environment wins over the connection",
    "single-chosen",
    ["contract", /the environment of the process changes nothing/],
    ({ connect }) => ({
      connect: ({ url, token }, runtime) => connect({ url, token: tokenFromEnvironment() ?? token }, runtime),
    }),
  ),
  broken(
    "issue takes a lost answer for a yes",
    "single-chosen",
    ["contract", /issue never takes a missing answer/],
    ({ issue }) => ({ issue: (call) => issue(call).catch(() => undefined) }),
  ),
  broken(
    "issue takes a lost answer for a no of the target",
    "dual-fixed-chosen",
    ["contract", /issue never takes a missing answer/],
    ({ issue }) => ({
      issue: (call) =>
        issue(call).catch((cause: unknown) => {
          throw new RotationError("refused", "the target did not take it", { cause });
        }),
    }),
  ),
  broken(
    "issue says no after a partial effect",
    "single-chosen",
    ["contract", /issue never takes a missing answer/],
    ({ issue }) => ({
      async issue(call) {
        await issue(call);
        await logIn(call.runtime, call.connection.url, call.draft.secret).catch((cause: unknown) => {
          throw new RotationError("invalid", "the new value could not be tried", { cause });
        });
      },
    }),
  ),
  broken(
    "issue does not look whether the target has the draft already",
    "dual-fresh-chosen-target-handle",
    ["idempotence", /issued twice is one credential/],
    () => ({
      async issue({ client, runtime, parameters: { owner }, draft }) {
        const { id } = await post(runtime, client, "make", { owner, key: draft.secret.key });
        return { handle: String(id) };
      },
    }),
  ),
  broken(
    "both accounts of the pair are one subject, so their order counts",
    "dual-fixed-chosen",
    ["contract", /whatever the order of the parameters/],
    () => ({
      subjects: ({ url }, { account1, account2 }) => [`${url}/${account1}+${account2}`],
    }),
  ),
  broken(
    "the pair does not take turns: account 1 is always next",
    "dual-fixed-chosen",
    ["facts", /take turns/],
    () => ({
      choose: ({ parameters: { account1 = "" }, run, attempt }) => ({
        handle: account1,
        secret: { account: account1, password: `chosen-${run.label}-${attempt}` },
      }),
    }),
  ),
  broken(
    "the rotated account is the connection's own, and nobody is told",
    "single-chosen-own-account",
    ["crash", /three rotations/],
    () => ({ asConnection: undefined }),
  ),
  broken(
    "the connection logs in as an account of the pair, and nobody is told",
    "dual-fixed-chosen-own-account",
    ["crash", /three rotations/],
    () => ({ asConnection: undefined }),
  ),
];
