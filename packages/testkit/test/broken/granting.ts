import { post } from "../../src/corners/client.ts";
import { broken } from "./vary.ts";

/** What goes wrong when the target makes the value. */
export const granting = [
  broken(
    "issue ends the oldest credential to make room",
    "dual-fresh-granted-unlabelled",
    ["strangers", /full of strangers is full, and each of them stays/],
    ({ list, revoke, issue }) => ({
      async issue(call) {
        const [oldest, ...others] = await list(call);
        if (oldest && others.length > 0) await revoke({ ...call, handle: oldest.handle });
        await issue(call);
      },
    }),
  ),
  broken(
    "issue asks twice: it looks before it makes",
    "dual-fresh-granted-unlabelled",
    ["contract", /exactly one request/],
    ({ list, issue }) => ({
      async issue(call) {
        await list(call);
        await issue(call);
      },
    }),
  ),
  broken(
    "issue leaves the run's label out",
    "dual-fresh-granted-labelled",
    ["facts", /with the label or the mark/],
    ({ issue }) => ({
      issue: (call) => issue({ ...call, run: { ...call.run, label: "turnbolt" } }),
    }),
  ),
  broken(
    "issue cuts the run's label short",
    "dual-fresh-granted-labelled",
    ["crash", /nothing is left/],
    ({ issue }) => ({
      issue: (call) => issue({ ...call, run: { ...call.run, label: call.run.label.slice(0, 20) } }),
    }),
  ),
  broken(
    "read takes a broken answer for a whole one",
    "single-granted",
    ["contract", /none of an answer that broke off/],
    () => ({
      read: ({ body }, { account = "" }) => {
        const password = /"password":"([^"]+)/.exec(body)?.[1] ?? "";
        if (password === "") throw new Error("no value in it");
        return { handle: account, secret: { account, password } };
      },
    }),
  ),
  broken(
    "readBack repeats the published value instead of asking",
    "single-granted-read-back",
    ["facts", /readBack tells the value that works now/],
    ({ readBack }) => ({ readBack: async (call) => call.current ?? (await readBack(call)) }),
  ),
  broken(
    "capacity is said to be larger than it is",
    "dual-fresh-granted-unlabelled",
    ["facts", /holds as many as capacity says/],
    () => ({ capacity: 3 }),
  ),
  broken(
    "capacity is said to be smaller than it is",
    "dual-fresh-granted-unlabelled",
    ["facts", /holds as many as capacity says/],
    () => ({ capacity: 1 }),
  ),
  broken(
    "a full target is said to be without an answer",
    "dual-fresh-granted-unlabelled",
    ["facts", /one more is full/],
    ({ issue }) => ({
      issue: (call) =>
        issue(call).catch((cause: unknown) => {
          throw new Error("it did not work", { cause });
        }),
    }),
  ),
  broken(
    "the client goes on with the runtime that it was made with",
    "single-granted",
    ["contract", /is verified, and the target itself takes it/],
    ({ connect }) => ({
      connect: async (connection, runtime) => ({ ...Object(await connect(connection, runtime)), runtime }),
      issue: ({ client, parameters: { account } }) =>
        post(Reflect.get(client, "runtime"), client, "rotate", { account }),
    }),
  ),
];
