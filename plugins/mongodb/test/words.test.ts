import { inspect } from "node:util";
import { isRotationError } from "@turnbolt/core";
import { callsOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import provider from "../src/index.ts";
import type { MongodbEmulator } from "./emulator/server.ts";
import { pair, startServer } from "./target.ts";

const CANARY = "distinctive-words-of-the-vendor";
let server: MongodbEmulator;
let connection: Record<string, unknown>;
beforeAll(async () => {
  ({ server, connection } = await startServer());
});
afterAll(() => server.stop());

it.each([2, 8, 11, 13, 18, 50, 91, 189, 10107])(
  "error %i is told without the server's words",
  async (code) => {
    const { choose, issue } = callsOf(provider, connection, pair(server));
    server.hooks.before = ({ updateUser }) =>
      updateUser ? { ok: 0, errmsg: CANARY, code, codeName: CANARY } : undefined;
    const error: unknown = await issue(choose()).then(
      () => null,
      (error: unknown) => error,
    );
    expect(isRotationError(error)).toBe(true);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  },
);
