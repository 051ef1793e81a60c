import { sensitiveFields } from "@turnbolt/core";
import { plainRuntime } from "@turnbolt/testkit/emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Auth0Emulator, startAuth0 } from "./emulator/server.ts";
import { auth0, callFor, clock, codeOf, open, run } from "./session.ts";
import { connectionsTo, startTarget } from "./target.ts";

let emulator: Auth0Emulator;
beforeEach(async () => {
  emulator = await startAuth0(clock);
});
afterEach(() => emulator.stop());

describe("the connection", () => {
  it("is refused as unauthorized with a wrong secret", async () => {
    const { brokenConnection } = connectionsTo(emulator);
    const opening = Promise.resolve(auth0.connect(brokenConnection, plainRuntime()));
    expect(await codeOf(opening)).toBe("unauthorized");
  });

  it("is refused as unauthorized when its application has no grant for the Management API", async () => {
    const { clientId, secret } = emulator.tenant.addApplication();
    const connection = { ...connectionsTo(emulator).connection, clientId, clientSecret: secret };
    expect(await codeOf(Promise.resolve(auth0.connect(connection, plainRuntime())))).toBe("unauthorized");
  });

  it("is unavailable where nobody listens", async () => {
    const { closedConnection } = connectionsTo(emulator);
    const opening = Promise.resolve(auth0.connect(closedConnection, plainRuntime()));
    expect(await codeOf(opening)).toBe("unavailable");
  });

  it("becomes the new secret when the connection's own application is rotated", async () => {
    const { connection } = connectionsTo(emulator);
    const own = { clientId: connection.clientId, clientSecret: "new" };
    expect(auth0.asConnection?.(connection, own, own)).toEqual({ ...connection, clientSecret: "new" });
    expect(auth0.asConnection?.(connection, { ...own, clientId: "other" }, { clientId: "other" })).toBeNull();
  });
});

describe("check", () => {
  it("holds every permission with exactly the scopes of the README", async () => {
    const permissions = await auth0.check({ ...(await open(emulator)) });
    expect(permissions.map(({ held }) => held)).toEqual([true, true, true]);
  });

  it.each(["read:clients", "update:clients", "update:client_keys"])(
    "names %s when it is missing",
    async (missing) => {
      const all = ["read:clients", "update:clients", "update:client_keys"];
      const { clientId } = emulator.tenant.addApplication();
      const session = await open(
        emulator,
        all.filter((scope) => scope !== missing),
      );
      const permissions = await auth0.check({ ...session, parameters: { clientId } });
      expect(permissions.filter(({ held }) => !held).map(({ permission }) => permission)).toEqual([missing]);
    },
  );

  it("says not-found for an application that is not there", async () => {
    const asking = auth0.check({ ...(await open(emulator)), parameters: { clientId: "no/body?" } });
    expect(await codeOf(asking)).toBe("not-found");
  });

  it.each([
    { authMethod: "private_key_jwt", expected: "invalid" },
    { authMethod: "none", expected: "invalid" },
    { authMethod: "client_secret_post", expected: "no error" },
    { authMethod: "client_secret_basic", expected: "no error" },
  ] as const)("says $expected for an application that uses $authMethod", async ({ authMethod, expected }) => {
    const { clientId } = emulator.tenant.addApplication({ authMethod });
    const asking = auth0.check({ ...(await open(emulator)), parameters: { clientId } });
    expect(await codeOf(asking)).toBe(expected);
  });

  it("changes nothing", async () => {
    const { call } = await callFor(emulator);
    await auth0.check({ ...call });
    expect(emulator.seen.filter((line) => line.startsWith("PATCH"))).toEqual([]);
  });
});

describe("the choices for the application", () => {
  const page = async (search?: string, cursor?: string) => {
    const choose = auth0.options?.clientId;
    if (!choose) throw new Error("the provider offers no choices");
    return choose({ ...(await open(emulator)), search, cursor });
  };

  it("come a page at a time, without public applications", async () => {
    for (let n = 0; n < 150; n++) emulator.tenant.addApplication({ name: `app ${n}` });
    emulator.tenant.addApplication({ name: "public", authMethod: "none" });
    const first = await page();
    expect(first.options).toHaveLength(100);
    const second = await page(undefined, first.next);
    const names = [...first.options, ...second.options].map(({ label }) => label);
    expect(names).toContain("app 149");
    expect(names).not.toContain("public");
    expect(second.next).toBeUndefined();
  });

  it("are searched by name or client ID over all pages", async () => {
    for (let n = 0; n < 150; n++) emulator.tenant.addApplication({ name: `app ${n}` });
    const { clientId } = emulator.tenant.addApplication({ name: "Billing" });
    expect(await page("billing")).toEqual({ options: [{ value: clientId, label: "Billing" }] });
    expect((await page(clientId)).options).toHaveLength(1);
    expect(await page("nothing like it")).toEqual({ options: [] });
  });
});

describe("the target of the suite", () => {
  it("tells by its own login what is accepted and what is held", async () => {
    const target = await startTarget(clock);
    const subject = await target.subject();
    const parameters = auth0.parameters.parse(subject.parameters);
    const connection = auth0.connection.parse(target.connection);
    const runtime = plainRuntime();
    const client = await auth0.connect(connection, runtime);
    const call = { connection, runtime, client, parameters, run, current: null };
    const draft = auth0.choose({ ...call, attempt: 1 });
    subject.lag?.({ loginMs: 10, listMs: 0 });
    await auth0.issue({ ...call, draft, neededUntil: new Date(clock.time) });
    expect(await subject.accepts(draft.secret)).toBe(false);
    clock.time += 10;
    expect(await subject.accepts(draft.secret)).toBe(true);
    expect(await subject.held()).toEqual([parameters.clientId]);
    await target.stop();
  });
});

describe("the form", () => {
  it("has title, help and example on every field, and knows the secret ones", () => {
    const { connection, parameters, secret } = auth0;
    for (const schema of [connection, parameters, secret]) {
      for (const [name, field] of Object.entries(schema.shape).filter(([name]) => name !== "method")) {
        expect(z.toJSONSchema(field), name).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
          examples: expect.any(Array),
        });
      }
    }
    expect([...sensitiveFields(connection)]).toEqual(["clientSecret", "proxyUrl"]);
    expect([...sensitiveFields(secret)]).toEqual(["clientSecret"]);
  });

  it("names the account in one canonical way", () => {
    const { connection } = connectionsTo(emulator);
    const upper = { ...connection, domain: "EXAMPLE.eu.Auth0.com" };
    expect(auth0.subjects(upper, { clientId: "aBc" })).toEqual(["example.eu.auth0.com/aBc"]);
  });

  it("refuses a domain with a scheme or a path", () => {
    const { connection } = connectionsTo(emulator);
    for (const domain of ["https://example.auth0.com", "example.auth0.com/x", "localhost"]) {
      expect(auth0.connection.safeParse({ ...connection, domain }).success, domain).toBe(false);
    }
  });
});
