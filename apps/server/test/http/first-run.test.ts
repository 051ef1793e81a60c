import { defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

/** A target with room for two keys of one account, of which one is there already. */
const held = new Map([["first", "the first password"]]);
const two = defineProvider({
  type: "two-password",
  app: "two",
  title: "Room for two",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  capacity: 2,
  connection: z.object({ name: z.string() }),
  parameters: z.object({ account: z.string() }),
  secret: z.object({ key: z.string(), password: sensitive() }),
  subjects: ({ name }, { account }) => [`${name}/${account}`],
  connect: () => null,
  check: async () => [],
  choose: ({ run, attempt }) => {
    const key = `${run.label}-${attempt}`;
    return { handle: key, secret: { key, password: generatePassword() } };
  },
  list: async () => [...held.keys()].map((handle) => ({ handle })),
  issue: async ({ draft }) => void held.set(draft.handle, draft.secret.password),
  revoke: async ({ handle }) => void held.delete(handle),
  verify: async ({ credential: { handle, secret } }) => {
    if (held.get(handle) !== secret.password) throw new RotationError("refused", "two: no such key");
  },
});

let database: Awaited<ReturnType<typeof sharedDatabase>>;
beforeAll(async () => {
  database = await sharedDatabase([two]);
}, 60_000);
afterAll(() => database.stop());

describe("creating a rotation where a credential is there already", () => {
  it("tells of a stranger in the way, and does not call the adopted one that", async () => {
    const { client } = await database.start("api");
    const connected = await connect(client, "two", "room");
    const preview = (account: string, name: string, current?: object) =>
      client.rotations.preview.mutate({
        ...(asked("two-password", connected, account) as object),
        secretsMapping: { key: `${name}_KEY`, password: `${name}_PASSWORD` },
        ...(current && { current }),
      } as never);
    const adopted = await preview("with-current", "ADOPTED", {
      key: "first",
      password: "the first password",
    });
    expect(adopted.warnings).toEqual([]);
    const beside = await preview("without", "BESIDE");
    expect(beside.warnings).toEqual([expect.stringContaining("first is not ours")]);
  }, 60_000);
});
