import { isRotationError, type RawAnswer } from "@turnbolt/core";
import { outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { type MeteroidEmulator, startMeteroid } from "./emulator/server.ts";

let meteroid: MeteroidEmulator;
let made: ReturnType<MeteroidEmulator["addApp"]>;
beforeAll(async () => {
  meteroid = await startMeteroid({ now: () => Date.now() });
});
afterAll(() => meteroid.stop());
beforeEach(() => {
  delete meteroid.hooks.before;
  delete meteroid.hooks.after;
  meteroid.settings.left = Number.POSITIVE_INFINITY;
  made = meteroid.addApp();
});

const session = (token = meteroid.addToken(), clientId = made.app.clientId) => {
  const connection = provider.connection.parse({ apiToken: token, baseUrl: meteroid.url });
  const parameters = provider.parameters.parse({ oauthAppId: made.app.id, clientId });
  const runtime = plainRuntime();
  return { client: connection, connection, parameters, runtime, run: { id: "r", label: "l" }, current: null };
};
const check = (token?: string, clientId?: string) => provider.check(session(token, clientId));
const issue = async (token?: string) => {
  if (provider.origin !== "granted") throw new Error("it is granted");
  await provider.issue({ ...session(token), neededUntil: new Date() });
};
const verify = (clientSecret: string) =>
  provider.verify({
    ...session(),
    credential: { handle: "", secret: { clientId: made.app.clientId, clientSecret } },
  });

describe("the rights", () => {
  it("are there with a token that may manage apps, and missing by name with another", async () => {
    expect(await check()).toEqual([{ permission: "manage OAuth apps", held: true }]);
    expect(await check(meteroid.addToken(false))).toEqual([{ permission: "manage OAuth apps", held: false }]);
    expect(await outcomeOf(check("pv_sand_nobody"))).toBe("unauthorized");
  });

  it("a client ID that is not the app's is refused before anything changes, with the right one", async () => {
    const error: unknown = await check(undefined, "oauth_other").catch((error: unknown) => error);
    expect(isRotationError(error) && [error.code, error.message]).toEqual([
      "invalid",
      expect.stringContaining(made.app.clientId),
    ]);
    expect(await outcomeOf(verify(made.clientSecret))).toBe("ok");
  });
});

describe("a login", () => {
  it("is told by the secret, whatever the app may do with a token", async () => {
    made.app.grants = false;
    expect(await outcomeOf(verify(made.clientSecret))).toBe("ok");
    expect(await outcomeOf(verify("mts_wrong"))).toBe("refused");
  });

  it.each([400, 403, 404, 500, 502])("is not told by an answer %i without an OAuth error", async (status) => {
    meteroid.hooks.before = () => ({ status, body: { code: "X", message: "x" } });
    expect(await outcomeOf(verify(made.clientSecret))).not.toMatch(/^(ok|refused)$/);
  });
});

describe("an answer", () => {
  const whole: RawAnswer = {
    status: 200,
    complete: true,
    body: JSON.stringify({ client_secret: "mts_new", client_secret_hint: "…new" }),
  };
  const read = (answer: RawAnswer) => {
    if (provider.origin !== "granted") throw new Error("it is granted");
    return provider.read(answer, { oauthAppId: "app_1", clientId: "oauth_1" });
  };

  it("is read with the client ID that stays", () => {
    expect(read(whole)).toEqual({
      handle: "app_1",
      secret: { clientId: "oauth_1", clientSecret: "mts_new" },
    });
  });

  it.each([{ complete: false }, { status: 201 }, { body: "{}" }, { body: '{"client_secret":""}' }])(
    "is not taken for whole where it is not: %o",
    (more) => expect(() => read({ ...whole, ...more })).toThrow("no whole client secret"),
  );

  it("of a rate limit says how long to wait", async () => {
    meteroid.settings.left = 0;
    const error: unknown = await issue().catch((error: unknown) => error);
    expect(isRotationError(error) && [error.code, error.retryAfterMs]).toEqual(["rate-limited", 7000]);
  });

  it("that redirects is not followed, and the token goes nowhere else", async () => {
    meteroid.hooks.before = () => ({ status: 307, headers: { location: `${meteroid.url}/elsewhere` } });
    const before = meteroid.seen.length;
    expect(await outcomeOf(issue())).toBe("unavailable");
    expect(meteroid.seen.slice(before)).toHaveLength(1);
  });
});

describe("the emulator", () => {
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${meteroid.url}${path}`, init)).status;
  const authorization = () => `Bearer ${meteroid.addToken()}`;

  it("refuses paths, methods, queries, bodies and headers that the documentation does not name", async () => {
    const path = `/api/v1/oauth-apps/${made.app.id}`;
    expect(await ask("/api/v1/apps", { headers: { authorization: authorization() } })).toBe(404);
    expect(await ask(path, { method: "DELETE", headers: { authorization: authorization() } })).toBe(400);
    expect(await ask(`${path}?a=1`, { headers: { authorization: authorization() } })).toBe(400);
    expect(await ask(path, { headers: { authorization: authorization(), "x-more": "1" } })).toBe(400);
    const post = { method: "POST", body: "{}", headers: { authorization: authorization() } };
    expect(await ask(`${path}/rotate`, post)).toBe(400);
    expect(await ask(path)).toBe(401);
  });

  it("ends the old secret with the rotation", async () => {
    const response = await fetch(`${meteroid.url}/api/v1/oauth-apps/${made.app.id}/rotate`, {
      method: "POST",
      headers: { authorization: authorization() },
    });
    const { client_secret } = (await response.json()) as { client_secret: string }; // the emulator's own answer
    expect([await outcomeOf(verify(made.clientSecret)), await outcomeOf(verify(client_secret))]).toEqual([
      "refused",
      "ok",
    ]);
  });
});
