import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Auth0Emulator, startAuth0 } from "./emulator/server.ts";
import { auth0, callFor, clock, codeOf, errorOf } from "./session.ts";

let emulator: Auth0Emulator;
beforeEach(async () => {
  emulator = await startAuth0(clock);
});
afterEach(() => emulator.stop());

describe("a rotation", () => {
  it("chooses a fresh secret that Auth0 takes, under the client ID as its handle", async () => {
    const { call, draft } = await callFor(emulator);
    const other = auth0.choose({ ...call, attempt: 2 });
    expect(draft.handle).toBe(call.parameters.clientId);
    expect(draft.secret.clientSecret).toMatch(/^[A-Za-z0-9_\-+=.]{64}$/);
    expect(other.secret.clientSecret).not.toBe(draft.secret.clientSecret);
  });

  it("makes the new secret log in and the old one not", async () => {
    const { old, issue, verify } = await callFor(emulator);
    await verify(old);
    await issue();
    await verify();
    expect(await codeOf(verify(old))).toBe("refused");
  });

  it("is the same twice as once", async () => {
    const { issue, verify } = await callFor(emulator);
    await issue();
    await issue();
    await verify();
  });

  it("waits for a secret that has not spread: refused first, accepted later", async () => {
    const { call, issue, verify } = await callFor(emulator);
    emulator.tenant.loginLag.set(call.parameters.clientId, 30_000);
    await issue();
    expect(await codeOf(verify())).toBe("refused");
    clock.time += 30_000;
    await verify();
  });

  it("leaves the outcome open when the answer is lost after the change", async () => {
    const { issue, verify } = await callFor(emulator);
    emulator.hooks.after = () => "drop";
    expect(await codeOf(issue())).toBe("unavailable");
    delete emulator.hooks.after;
    await verify();
  });

  it("never shows what Auth0 gives back: the returned application carries the secret", async () => {
    const { call, draft, issue } = await callFor(emulator);
    expect(await issue()).toBeUndefined();
    emulator.hooks.after = (_ask, answer) => ({ ...answer, status: 500 });
    const error = await errorOf(issue());
    const told = JSON.stringify([String(error), error, call.runtime.lines, call.runtime.sent]);
    expect(told).toContain("500");
    expect(told).not.toContain(draft.secret.clientSecret);
  });
});

describe("verify", () => {
  it.each([
    { what: "without the authorization code grant", grantTypes: ["client_credentials"] },
    { what: "with it", grantTypes: ["authorization_code"] },
    { what: "without any grant", grantTypes: [] },
  ])("accepts the secret of an application $what", async ({ grantTypes }) => {
    const { old, verify } = await callFor(emulator, { grantTypes });
    await verify(old);
    const wrong = { ...old, secret: { ...old.secret, clientSecret: "wrong" } };
    expect(await codeOf(verify(wrong))).toBe("refused");
  });

  it("logs in where the application is set to Client Secret (Basic)", async () => {
    const { old, verify } = await callFor(emulator, { authMethod: "client_secret_basic" });
    await verify(old);
    const wrong = { ...old, secret: { ...old.secret, clientSecret: "wr:%ong" } };
    expect(await codeOf(verify(wrong))).toBe("refused");
  });

  it("never uses the connection's login", async () => {
    const { old, verify } = await callFor(emulator);
    emulator.tenant.revokeTokens();
    await verify(old);
  });

  it.each([
    { status: 401, error: "requires_validation" },
    { status: 403, error: "access_denied" },
    { status: 400, error: "invalid_request" },
    { status: 500, error: "access_denied" },
    { status: 302, error: "moved" },
  ])("takes $status $error for no word about the secret", async ({ status, error }) => {
    const { old, verify } = await callFor(emulator);
    emulator.hooks.before = () => ({ status, body: { error } });
    expect(await codeOf(verify(old))).toBe("unavailable");
  });
});

describe("errors", () => {
  it("carries no secret after a redirect", async () => {
    const { old, verify } = await callFor(emulator);
    emulator.hooks.before = () => ({ status: 307, headers: { location: "/elsewhere" } });
    expect(await codeOf(verify(old))).toBe("unavailable");
    expect(emulator.seen.at(-1)).toBe("POST /oauth/token");
  });

  it("honours the end of the rate limit by Auth0's own clock", async () => {
    const { issue } = await callFor(emulator);
    emulator.limitTo(0);
    const error = await errorOf(issue());
    expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: 1000 });
  });

  it.each([
    { header: "7", wait: 7000 },
    { header: new Date(clock.time + 5000).toUTCString(), wait: 5000 },
    { header: "soon", wait: undefined },
  ])("reads Retry-After: $header", async ({ header, wait }) => {
    const { old, verify } = await callFor(emulator);
    clock.time = 1_800_000_000_000;
    emulator.hooks.before = () => ({ status: 429, headers: { "retry-after": header }, body: {} });
    const error = await errorOf(verify(old));
    expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: wait });
  });

  it.each([
    { status: 400, code: "invalid" },
    { status: 401, code: "unauthorized" },
    { status: 403, code: "forbidden" },
    { status: 404, code: "not-found" },
    { status: 429, code: "rate-limited" },
    { status: 503, code: "unavailable" },
  ])("tells an issue answered $status as $code, without the vendor's words", async ({ status, code }) => {
    const { draft, issue } = await callFor(emulator);
    emulator.hooks.before = () => ({ status, body: { message: `vendor says ${draft.secret.clientSecret}` } });
    const error = await errorOf(issue());
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain("vendor says");
  });
});
