import { inspect } from "node:util";
import { isRotationError } from "@turnbolt/core";
import { callsOf } from "@turnbolt/testkit/emulator";
import { openWorld } from "@turnbolt/testkit/world";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { type MeteroidEmulator, startMeteroid } from "./emulator/server.ts";
import { startTarget } from "./target.ts";

const MINUTE = 60_000;
const CANARY = "distinctive-words-of-the-vendor";

it("a lost answer is said plainly on the run, and one more rotation gives a value that is known", async () => {
  const at = await openWorld({ provider, startTarget });
  try {
    at.strike("issue", "lost", 1);
    await at.rotate(MINUTE);
    expect(at.world.row().work.run?.message).toContain(
      "the target's answer was lost: the published credential may be refused until this run is done",
    );
    await at.world.run(at.clock.time + 30 * MINUTE);
    expect(at.world.history.filter((line) => line.includes(" issue"))).toHaveLength(3);
    const active = at.world.row().work.versions.find(({ state }) => state === "active");
    expect(active?.number).toBe(2);
    expect(await at.published()).toBe(true);
  } finally {
    await at.stop();
  }
});

describe("an error", () => {
  let meteroid: MeteroidEmulator;
  beforeAll(async () => {
    meteroid = await startMeteroid({ now: () => Date.now() });
  });
  afterAll(() => meteroid.stop());

  it.each([400, 401, 403, 404, 409, 429, 500])(
    "says what %i means and nothing of the vendor's words",
    async (status) => {
      const { app } = meteroid.addApp();
      const connection = { apiToken: meteroid.addToken(), baseUrl: meteroid.url };
      const { check } = callsOf(provider, connection, { oauthAppId: app.id, clientId: app.clientId });
      meteroid.hooks.before = () => ({ status, body: { code: "CODE", message: CANARY } });
      const error = await Promise.resolve(check()).then(
        () => null,
        (error: unknown) => error,
      );
      if (status !== 403) expect(isRotationError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
    },
  );
});
