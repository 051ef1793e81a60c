import { inspect } from "node:util";
import { isRotationError } from "@turnbolt/core";
import { callsOf } from "@turnbolt/testkit/emulator";
import { openWorld } from "@turnbolt/testkit/world";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { failed } from "./emulator/graph.ts";
import { type EntraEmulator, startEntra } from "./emulator/server.ts";
import { connectionTo, subjectOf } from "./target.ts";

const MINUTE = 60_000;
const CANARY = "distinctive-words-of-the-vendor";

describe("two installations on one application", () => {
  it("leave each other's secrets alone, even when an answer is lost", async () => {
    let app: ReturnType<typeof subjectOf>["app"] | undefined;
    let entra: EntraEmulator | undefined;
    const at = await openWorld({
      provider,
      startTarget: async (clock) => {
        const server = await startEntra(clock);
        entra = server;
        const { connection, caller } = connectionTo(server);
        const subject = subjectOf(server, caller);
        app = subject.app;
        return {
          ...{ connection, brokenConnection: connection, closedConnection: connection },
          subject: async () => subject,
          stop: server.stop,
        };
      },
    });
    try {
      if (!app || !entra) throw new Error("nothing was started");
      at.strike("issue", "lost", 1);
      await at.rotate(0);
      // The other installation's run, which has the number of ours.
      const label = at.world.row().work.run?.label.replace("kit000", "kit001");
      const other = entra.tenant.addPassword(app, String(label), 8.64e15).password.keyId;
      await at.world.run(at.clock.time + 30 * MINUTE);
      const { work } = at.world.row();
      const live = work.versions.filter(({ state }) => state === "active" || state === "superseded");
      expect([...(await at.subject.held())].sort()).toEqual(
        [other, ...live.map(({ handle }) => handle)].sort(),
      );
      expect(await at.published()).toBe(true);
      expect(live).toHaveLength(2);
      expect(work.rotation.attention).toBeNull();
    } finally {
      await at.stop();
    }
  });
});

describe("an error", () => {
  let entra: EntraEmulator;
  beforeAll(async () => {
    entra = await startEntra({ now: () => Date.now() });
  });
  afterAll(() => entra.stop());

  it.each([400, 401, 403, 404, 409, 429, 500])(
    "says what %i means and nothing of Graph's words",
    async (status) => {
      const at = connectionTo(entra);
      const subject = subjectOf(entra, at.caller);
      const { check } = callsOf(provider, at.connection, subject.parameters);
      entra.hooks.before = ({ url }) =>
        url.pathname.startsWith("/v1.0") ? failed(status, "Code", CANARY) : undefined;
      const error = await Promise.resolve(check()).then(
        () => null,
        (error: unknown) => error,
      );
      expect(isRotationError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
    },
  );

  it("says nothing of the words of the token endpoint", async () => {
    const at = connectionTo(entra);
    const subject = subjectOf(entra, at.caller);
    const { verify } = callsOf(provider, at.connection, subject.parameters);
    entra.hooks.before = ({ url }) =>
      url.pathname.includes("oauth2")
        ? { status: 401, body: { error: "invalid_client", error_description: `AADSTS7000215: ${CANARY}` } }
        : undefined;
    const secret = { clientId: subject.app.appId, clientSecret: "x".repeat(40) };
    const error = await verify(secret).catch((error: unknown) => error);
    expect(isRotationError(error) && error.code).toBe("refused");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });
});
