import { isRotationError, sensitiveFields } from "@turnbolt/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import plugin from "../src/index.ts";
import { type Auth0Emulator, startAuth0 } from "./emulator/server.ts";
import type { AuthMethod } from "./emulator/tenant.ts";
import { plainRuntime } from "./runtime.ts";
import { connectionsTo, startTarget } from "./target.ts";

if (plugin.phase !== "single" || plugin.origin !== "chosen") throw new Error("another corner than auth0's");
const auth0Provider = plugin;
const clock = { time: 1_800_000_000_000, now: () => clock.time };
const run = { id: "run-1", label: "tb-1-2-3" };
let auth0: Auth0Emulator;
beforeEach(async () => {
  auth0 = await startAuth0(clock);
});
afterEach(() => auth0.stop());

async function open(scopes?: readonly string[]) {
  const { connection } = connectionsTo(auth0, scopes);
  const runtime = plainRuntime();
  return { connection, runtime, client: await auth0Provider.connect(connection, runtime) };
}

async function callFor(given: { authMethod?: AuthMethod; grantTypes?: string[] } = {}) {
  const { clientId, secret } = auth0.tenant.addApplication(given);
  const call = { ...(await open()), parameters: { clientId }, run, current: null };
  const old = { handle: clientId, secret: { clientId, clientSecret: secret } };
  const draft = auth0Provider.choose({ ...call, attempt: 1 });
  return { call, old, draft, neededUntil: new Date(clock.time) };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: unknown) => (isRotationError(error) ? error.code : error),
  );

describe("the connection", () => {
  it("is refused as unauthorized with a wrong secret", async () => {
    const { brokenConnection } = connectionsTo(auth0);
    const opening = Promise.resolve(auth0Provider.connect(brokenConnection, plainRuntime()));
    expect(await codeOf(opening)).toBe("unauthorized");
  });

  it("is refused as unauthorized when its application has no grant for the Management API", async () => {
    const { clientId, secret } = auth0.tenant.addApplication();
    const connection = { ...connectionsTo(auth0).connection, clientId, clientSecret: secret };
    expect(await codeOf(Promise.resolve(auth0Provider.connect(connection, plainRuntime())))).toBe(
      "unauthorized",
    );
  });

  it("is unavailable where nobody listens", async () => {
    const { closedConnection } = connectionsTo(auth0);
    const opening = Promise.resolve(auth0Provider.connect(closedConnection, plainRuntime()));
    expect(await codeOf(opening)).toBe("unavailable");
  });

  it("becomes the new secret when the connection's own application is rotated", async () => {
    const { connection } = connectionsTo(auth0);
    const own = { clientId: connection.clientId, clientSecret: "new" };
    expect(auth0Provider.asConnection?.(connection, own)).toEqual({ ...connection, clientSecret: "new" });
    expect(auth0Provider.asConnection?.(connection, { ...own, clientId: "other" })).toBeNull();
  });
});

describe("check", () => {
  it("holds every permission with exactly the scopes of the README", async () => {
    const permissions = await auth0Provider.check({ ...(await open()) });
    expect(permissions.map(({ held }) => held)).toEqual([true, true, true]);
  });

  it.each(["read:clients", "update:clients", "update:client_keys"])(
    "names %s when it is missing",
    async (missing) => {
      const all = ["read:clients", "update:clients", "update:client_keys"];
      const { clientId } = auth0.tenant.addApplication();
      const session = await open(all.filter((scope) => scope !== missing));
      const permissions = await auth0Provider.check({ ...session, parameters: { clientId } });
      expect(permissions.filter(({ held }) => !held).map(({ permission }) => permission)).toEqual([missing]);
    },
  );

  it("says not-found for an application that is not there", async () => {
    const asking = auth0Provider.check({ ...(await open()), parameters: { clientId: "no/body?" } });
    expect(await codeOf(asking)).toBe("not-found");
  });

  it.each([
    { authMethod: "private_key_jwt", expected: "invalid" },
    { authMethod: "none", expected: "invalid" },
    { authMethod: "client_secret_post", expected: "no error" },
    { authMethod: "client_secret_basic", expected: "no error" },
  ] as const)("says $expected for an application that uses $authMethod", async ({ authMethod, expected }) => {
    const { clientId } = auth0.tenant.addApplication({ authMethod });
    const asking = auth0Provider.check({ ...(await open()), parameters: { clientId } });
    expect(await codeOf(asking)).toBe(expected);
  });

  it("changes nothing", async () => {
    const { call } = await callFor();
    await auth0Provider.check({ ...call });
    expect(auth0.seen.filter((line) => line.startsWith("PATCH"))).toEqual([]);
  });
});

describe("a rotation", () => {
  it("chooses a fresh secret that Auth0 takes, under the client ID as its handle", async () => {
    const { call, draft } = await callFor();
    const other = auth0Provider.choose({ ...call, attempt: 2 });
    expect(draft.handle).toBe(call.parameters.clientId);
    expect(draft.secret.clientSecret).toMatch(/^[A-Za-z0-9_\-+=.]{64}$/);
    expect(other.secret.clientSecret).not.toBe(draft.secret.clientSecret);
  });

  it("makes the new secret log in and the old one not", async () => {
    const { call, old, draft, neededUntil } = await callFor();
    await auth0Provider.verify({ ...call, credential: old });
    await auth0Provider.issue({ ...call, draft, neededUntil });
    await auth0Provider.verify({ ...call, credential: draft });
    expect(await codeOf(auth0Provider.verify({ ...call, credential: old }))).toBe("refused");
  });

  it("is the same twice as once", async () => {
    const { call, draft, neededUntil } = await callFor();
    await auth0Provider.issue({ ...call, draft, neededUntil });
    await auth0Provider.issue({ ...call, draft, neededUntil });
    await auth0Provider.verify({ ...call, credential: draft });
  });

  it("waits for a secret that has not spread: refused first, accepted later", async () => {
    const { call, draft, neededUntil } = await callFor();
    auth0.tenant.loginLag.set(call.parameters.clientId, 30_000);
    await auth0Provider.issue({ ...call, draft, neededUntil });
    expect(await codeOf(auth0Provider.verify({ ...call, credential: draft }))).toBe("refused");
    clock.time += 30_000;
    await auth0Provider.verify({ ...call, credential: draft });
  });

  it("leaves the outcome open when the answer is lost after the change", async () => {
    const { call, draft, neededUntil } = await callFor();
    auth0.hooks.after = () => "drop";
    expect(await codeOf(auth0Provider.issue({ ...call, draft, neededUntil }))).toBe("unavailable");
    delete auth0.hooks.after;
    await auth0Provider.verify({ ...call, credential: draft });
  });

  it("never shows what Auth0 gives back: the returned application carries the secret", async () => {
    const { call, draft, neededUntil } = await callFor();
    expect(await auth0Provider.issue({ ...call, draft, neededUntil })).toBeUndefined();
    auth0.hooks.after = (_ask, answer) => ({ ...answer, status: 500 });
    const error = await Promise.resolve(auth0Provider.issue({ ...call, draft, neededUntil })).catch(
      (caught: unknown) => caught,
    );
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
    const { call, old } = await callFor({ grantTypes });
    await auth0Provider.verify({ ...call, credential: old });
    const wrong = { ...old, secret: { ...old.secret, clientSecret: "wrong" } };
    expect(await codeOf(auth0Provider.verify({ ...call, credential: wrong }))).toBe("refused");
  });

  it("logs in where the application is set to Client Secret (Basic)", async () => {
    const { call, old } = await callFor({ authMethod: "client_secret_basic" });
    await auth0Provider.verify({ ...call, credential: old });
    const wrong = { ...old, secret: { ...old.secret, clientSecret: "wr:%ong" } };
    expect(await codeOf(auth0Provider.verify({ ...call, credential: wrong }))).toBe("refused");
  });

  it("never uses the connection's login", async () => {
    const { call, old } = await callFor();
    auth0.tenant.revokeTokens();
    await auth0Provider.verify({ ...call, credential: old });
  });

  it.each([
    { status: 401, error: "requires_validation" },
    { status: 403, error: "access_denied" },
    { status: 400, error: "invalid_request" },
    { status: 500, error: "access_denied" },
    { status: 302, error: "moved" },
  ])("takes $status $error for no word about the secret", async ({ status, error }) => {
    const { call, old } = await callFor();
    auth0.hooks.before = () => ({ status, body: { error } });
    expect(await codeOf(auth0Provider.verify({ ...call, credential: old }))).toBe("unavailable");
  });
});

describe("errors", () => {
  it("carries no secret after a redirect", async () => {
    const { call, old } = await callFor();
    auth0.hooks.before = () => ({ status: 307, headers: { location: "/elsewhere" } });
    expect(await codeOf(auth0Provider.verify({ ...call, credential: old }))).toBe("unavailable");
    expect(auth0.seen.at(-1)).toBe("POST /oauth/token");
  });

  it("honours the end of the rate limit by Auth0's own clock", async () => {
    const { call, draft, neededUntil } = await callFor();
    auth0.rateLimit = 0;
    const error = await Promise.resolve(auth0Provider.issue({ ...call, draft, neededUntil })).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: 1000 });
  });

  it.each([
    { header: "7", wait: 7000 },
    { header: new Date(clock.time + 5000).toUTCString(), wait: 5000 },
    { header: "soon", wait: undefined },
  ])("reads Retry-After: $header", async ({ header, wait }) => {
    const { call, old } = await callFor();
    clock.time = 1_800_000_000_000;
    auth0.hooks.before = () => ({ status: 429, headers: { "retry-after": header }, body: {} });
    const error = await auth0Provider.verify({ ...call, credential: old }).catch((caught: unknown) => caught);
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
    const { call, draft, neededUntil } = await callFor();
    auth0.hooks.before = () => ({ status, body: { message: `vendor says ${draft.secret.clientSecret}` } });
    const error = await Promise.resolve(auth0Provider.issue({ ...call, draft, neededUntil })).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain("vendor says");
  });
});

describe("the choices for the application", () => {
  const page = async (search?: string, cursor?: string) => {
    const choose = auth0Provider.options?.clientId;
    if (!choose) throw new Error("the provider offers no choices");
    return choose({ ...(await open()), search, cursor });
  };

  it("come a page at a time, without public applications", async () => {
    for (let n = 0; n < 150; n++) auth0.tenant.addApplication({ name: `app ${n}` });
    auth0.tenant.addApplication({ name: "public", authMethod: "none" });
    const first = await page();
    expect(first.options).toHaveLength(100);
    const second = await page(undefined, first.next);
    const names = [...first.options, ...second.options].map(({ label }) => label);
    expect(names).toContain("app 149");
    expect(names).not.toContain("public");
    expect(second.next).toBeUndefined();
  });

  it("are searched by name or client ID over all pages", async () => {
    for (let n = 0; n < 150; n++) auth0.tenant.addApplication({ name: `app ${n}` });
    const { clientId } = auth0.tenant.addApplication({ name: "Billing" });
    expect(await page("billing")).toEqual({ options: [{ value: clientId, label: "Billing" }] });
    expect((await page(clientId)).options).toHaveLength(1);
    expect(await page("nothing like it")).toEqual({ options: [] });
  });
});

describe("the target of the suite", () => {
  it("tells by its own login what is accepted and what is held", async () => {
    const target = await startTarget(clock);
    const subject = await target.subject();
    const parameters = plugin.parameters.parse(subject.parameters);
    const connection = plugin.connection.parse(target.connection);
    const runtime = plainRuntime();
    const client = await plugin.connect(connection, runtime);
    const call = { connection, runtime, client, parameters, run, current: null };
    const draft = auth0Provider.choose({ ...call, attempt: 1 });
    subject.lag?.({ loginMs: 10, listMs: 0 });
    await auth0Provider.issue({ ...call, draft, neededUntil: new Date(clock.time) });
    expect(await subject.accepts(draft.secret)).toBe(false);
    clock.time += 10;
    expect(await subject.accepts(draft.secret)).toBe(true);
    expect(await subject.held()).toEqual([parameters.clientId]);
    await target.stop();
  });
});

describe("the form", () => {
  it("has title, help and example on every field, and knows the secret ones", () => {
    const { connection, parameters, secret } = auth0Provider;
    for (const schema of [connection, parameters, secret]) {
      for (const [name, field] of Object.entries(schema.shape).filter(([name]) => name !== "method")) {
        expect(z.toJSONSchema(field), name).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
          examples: expect.any(Array),
        });
      }
    }
    expect([...sensitiveFields(connection)]).toEqual(["clientSecret"]);
    expect([...sensitiveFields(secret)]).toEqual(["clientSecret"]);
  });

  it("names the account in one canonical way", () => {
    const { connection } = connectionsTo(auth0);
    const upper = { ...connection, domain: "EXAMPLE.eu.Auth0.com" };
    expect(auth0Provider.subjects(upper, { clientId: "aBc" })).toEqual(["example.eu.auth0.com/aBc"]);
  });

  it("refuses a domain with a scheme or a path", () => {
    const { connection } = connectionsTo(auth0);
    for (const domain of ["https://example.auth0.com", "example.auth0.com/x", "localhost"]) {
      expect(auth0Provider.connection.safeParse({ ...connection, domain }).success, domain).toBe(false);
    }
  });
});
