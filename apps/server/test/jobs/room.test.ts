import { defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

/** So long the target takes for a change: enough for others to come in between, if they may. */
const LATENCY_MS = 20;

/** A target in memory that knows how many work on it at once, and on what. */
function countingTarget() {
  const passwords = new Map<string, string>([["admin", "of the connection"]]);
  const working: string[] = [];
  const seen: string[][] = [];
  let gate: Promise<void> = Promise.resolve();
  const provider = defineProvider({
    type: "counting-password",
    app: "counting",
    title: "A target that counts",
    phase: "single",
    origin: "chosen",
    connection: z.object({ name: z.string(), password: sensitive().default("of the connection") }),
    parameters: z.object({ account: z.string() }),
    secret: z.object({ password: sensitive() }),
    lifeMs: 0,
    subjects: ({ name }, { account }) => [`${name}/${account}`],
    connect: ({ password }) => {
      if (passwords.get("admin") !== password) throw new RotationError("unauthorized", "counting: not admin");
    },
    check: async () => [],
    choose: ({ parameters: { account } }) => ({ handle: account, secret: { password: generatePassword() } }),
    issue: async ({ draft: { handle, secret } }) => {
      working.push(handle);
      seen.push([...working]);
      await gate;
      await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
      passwords.set(handle, secret.password);
      working.splice(working.indexOf(handle), 1);
    },
    verify: async ({ credential: { handle, secret } }) => {
      if (passwords.get(handle) !== secret.password)
        throw new RotationError("refused", "counting: wrong password");
    },
    asConnection: (connection, { password }, { account }) =>
      account === "admin" ? { ...connection, password } : null,
  });
  return {
    provider,
    passwords,
    /** Who was at work each time that another one began. */
    seen,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

const target = countingTarget();
let database: Awaited<ReturnType<typeof sharedDatabase>>;
beforeAll(async () => {
  database = await sharedDatabase([target.provider]);
}, 60_000);
afterAll(() => database.stop());

const create = async (accounts: readonly string[], connection: string) => {
  const { client } = await database.start("api");
  const connected = await connect(client, "counting", connection);
  for (const account of accounts) {
    await client.rotations.create.mutate(asked("counting-password", connected, account));
  }
};
const promoted = async () => {
  const [row] = await database.sql`select count(*)::int from turnbolt.versions where state = 'active'`;
  return row?.count;
};

describe("the rotations of one connection, and two processes", () => {
  it("are never more than four at work at once, and all of them get their turn", async () => {
    await create(
      Array.from({ length: 14 }, (_, number) => `room-${number}`),
      "room",
    );
    await database.start("worker");
    await database.start("worker");
    await expect.poll(promoted, { timeout: 20_000 }).toBe(14);
    expect(Math.max(...target.seen.map((working) => working.length))).toBe(4);
  }, 60_000);

  it("stand back while the connection's own login is rotated, and nobody is refused", async () => {
    await database.endServers();
    target.seen.length = 0;
    await create(["own-1", "own-2", "admin", "own-3", "own-4"], "own");
    const open = target.hold();
    await database.start("worker");
    await expect.poll(() => target.seen.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await database.start("worker");
    open();
    await expect.poll(promoted, { timeout: 20_000 }).toBe(19);
    const beside = target.seen.filter((working) => working.includes("admin"));
    expect(beside).toEqual([["admin"]]);
    const broken = await database.sql`select from turnbolt.connections where broken_at is not null`;
    expect(broken).toEqual([]);
    const told = await database.sql`select kind from turnbolt.audit where kind = 'connection.broken'`;
    expect(told).toEqual([]);
  }, 60_000);
});
