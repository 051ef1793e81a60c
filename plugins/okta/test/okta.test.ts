import { sensitiveFields } from "@turnbolt/core";
import { plainRuntime } from "@turnbolt/testkit/emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import type { App } from "./emulator/org.ts";
import { type OktaEmulator, startOkta } from "./emulator/server.ts";
import { callFor, clock, codeOf, errorOf, okta, open } from "./session.ts";
import { connectionsTo, startTarget } from "./target.ts";

let emulator: OktaEmulator;
beforeEach(async () => {
  emulator = await startOkta(clock);
});
afterEach(() => emulator.stop());

const opening = async (connection: ReturnType<typeof connectionsTo>["connection"]) =>
  okta.connect(connection, plainRuntime());

describe("the connection", () => {
  it("is refused as unauthorized with a wrong token", async () => {
    expect(await codeOf(opening(connectionsTo(emulator).brokenConnection))).toBe("unauthorized");
  });

  it("is unavailable where nobody listens", async () => {
    expect(await codeOf(opening(connectionsTo(emulator).closedConnection))).toBe("unavailable");
  });
});

describe("check", () => {
  const held = async (permissions: string[], app?: App) => {
    const session = await open(emulator, permissions);
    const answer = await okta.check({ ...session, ...(app ? { parameters: { clientId: app.id } } : {}) });
    return answer.map((one) => [one.permission, one.held]);
  };

  it("holds every permission with exactly the rights of the README", async () => {
    const app = emulator.org.addApp();
    expect(await held(["okta.apps.read", "okta.apps.manage"], app)).toEqual([
      ["okta.apps.read", true],
      ["okta.apps.manage", true],
    ]);
  });

  it("names the right to manage when it is missing", async () => {
    const app = emulator.org.addApp();
    expect(await held(["okta.apps.read"], app)).toEqual([
      ["okta.apps.read", true],
      ["okta.apps.manage", false],
    ]);
  });

  it("names the right to read when it is missing, with and without an app", async () => {
    expect(await held([])).toEqual([["okta.apps.read", false]]);
    expect(await held([], emulator.org.addApp())).toEqual([
      ["okta.apps.read", false],
      ["okta.apps.manage", false],
    ]);
  });

  it("does not hold the right to manage when the secrets cannot be listed", async () => {
    const { call } = await callFor(emulator);
    emulator.hooks.before = ({ method, url }) =>
      method === "GET" && url.pathname.endsWith("/secrets") ? { status: 403, body: {} } : undefined;
    expect((await okta.check({ ...call })).map(({ held }) => held)).toEqual([true, false]);
  });

  it("says not-found for an app that is not there", async () => {
    const session = await open(emulator);
    expect(await codeOf(okta.check({ ...session, parameters: { clientId: "0oaNobody" } }))).toBe("not-found");
  });

  it.each([
    { given: { authMethod: "private_key_jwt" }, expected: "invalid" },
    { given: { authMethod: "client_secret_jwt" }, expected: "invalid" },
    { given: { authMethod: "none" }, expected: "invalid" },
    { given: { signOnMode: "SAML_2_0" }, expected: "invalid" },
    { given: { status: "INACTIVE" }, expected: "invalid" },
    { given: { authMethod: "client_secret_post" }, expected: "no error" },
    { given: { clientId: "billing-service" }, expected: "no error" },
  ] as const)("says $expected for an app with $given", async ({ given, expected }) => {
    const { call } = await callFor(emulator, given);
    expect(await codeOf(okta.check({ ...call }))).toBe(expected);
  });

  it("names the client ID of an app that has one of its own", async () => {
    const { call, app } = await callFor(emulator, { clientId: "billing-service" });
    const error = await errorOf(okta.check({ ...call, parameters: { clientId: app.id } }));
    expect(error).toMatchObject({ code: "invalid" });
    expect(String(error)).toContain("billing-service");
  });

  it("changes nothing", async () => {
    const { call, held } = await callFor(emulator, { strangers: 2 });
    const before = held();
    await okta.check({ ...call });
    expect(held()).toEqual(before);
  });
});

describe("errors", () => {
  it.each([
    { status: 400, code: "invalid" },
    { status: 401, code: "unauthorized" },
    { status: 403, code: "forbidden" },
    { status: 404, code: "not-found" },
    { status: 429, code: "rate-limited" },
    { status: 503, code: "unavailable" },
  ])("tell an issue answered $status as $code, without the vendor's words", async ({ status, code }) => {
    const { issue, draft } = await callFor(emulator);
    const errorSummary = `vendor says ${draft.secret.clientSecret}`;
    emulator.hooks.before = () => ({ status, body: { errorCode: "E0000999", errorSummary } });
    const error = await errorOf(issue());
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain("E0000999");
    expect(String(error)).not.toContain("vendor says");
  });

  it("honour the end of the rate limit by Okta's own clock", async () => {
    const { issue } = await callFor(emulator);
    clock.time = 1_800_000_000_000 + 20_000;
    emulator.settings.perMinute = 0;
    expect(await errorOf(issue())).toMatchObject({ code: "rate-limited", retryAfterMs: 40_000 });
  });
});

describe("the choices for the app", () => {
  const page = async (search?: string, cursor?: string) => {
    const choose = okta.options?.clientId;
    if (!choose) throw new Error("the provider offers no choices");
    return choose({ ...(await open(emulator)), search, cursor });
  };

  it("are the apps that send a client secret, a page at a time", async () => {
    for (let n = 0; n < 250; n++) emulator.org.addApp({ label: `app ${n}` });
    emulator.org.addApp({ label: "saml", signOnMode: "SAML_2_0" });
    emulator.org.addApp({ label: "spa", authMethod: "none" });
    const first = await page();
    const second = await page(undefined, first.next);
    const labels = [...first.options, ...second.options].map(({ label }) => label);
    expect([first.options.length, labels.length, second.next]).toEqual([200, 250, undefined]);
    expect(labels).not.toContain("saml");
    expect(labels).not.toContain("spa");
  });

  it("are searched by the beginning of a name", async () => {
    for (let n = 0; n < 250; n++) emulator.org.addApp({ label: `app ${n}` });
    const { id } = emulator.org.addApp({ label: "Billing" });
    expect(await page("bill")).toEqual({ options: [{ value: id, label: "Billing" }] });
  });

  it("are found behind pages of other kinds of apps, and the search ends somewhere", async () => {
    for (let n = 0; n < 300; n++) emulator.org.addApp({ signOnMode: "SAML_2_0" });
    const { id } = emulator.org.addApp({ label: "Billing" });
    expect((await page()).options).toEqual([{ value: id, label: "Billing" }]);
    for (let n = 0; n < 2100; n++) emulator.org.addApp({ label: "x", signOnMode: "SAML_2_0" });
    const searched = await page("x");
    expect([searched.options, typeof searched.next]).toEqual([[], "string"]);
  });
});

describe("the form", () => {
  it("has title, help and example on every field, and knows the secret ones", () => {
    for (const schema of [okta.connection, okta.parameters, okta.secret]) {
      for (const [name, field] of Object.entries(schema.shape).filter(([name]) => name !== "method")) {
        expect(z.toJSONSchema(field), name).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
          examples: expect.any(Array),
        });
      }
    }
    expect([...sensitiveFields(okta.connection)]).toEqual(["apiToken", "proxyUrl"]);
    expect([...sensitiveFields(okta.secret)]).toEqual(["clientSecret"]);
  });

  it("names the account in one canonical way", () => {
    const { connection } = connectionsTo(emulator);
    const other = { ...connection, instanceUrl: "https://EXAMPLE.okta.com:443/app/" };
    expect(okta.subjects(other, { clientId: "0oaAbc" })).toEqual(["example.okta.com/0oaAbc"]);
  });

  it("refuses the administrators' URL, plain http and app IDs that are none", () => {
    const { connection } = connectionsTo(emulator);
    for (const instanceUrl of ["https://example-admin.okta.com", "http://example.okta.com"]) {
      expect(okta.connection.safeParse({ ...connection, instanceUrl }).success, instanceUrl).toBe(false);
    }
    expect(okta.parameters.safeParse({ clientId: "../users" }).success).toBe(false);
  });
});

describe("the target of the suite", () => {
  it("tells by its own login what is accepted and what is held", async () => {
    const target = await startTarget(clock);
    const subject = await target.subject();
    const stranger = await subject.plantStranger?.();
    const connection = okta.connection.parse(target.connection);
    const runtime = plainRuntime();
    const client = await okta.connect(connection, runtime);
    const parameters = okta.parameters.parse(subject.parameters);
    const call = { connection, runtime, client, parameters, run: { id: "r", label: "l" }, current: null };
    const draft = okta.choose({ ...call, attempt: 1 });
    subject.lag?.({ loginMs: 10, listMs: 20 });
    const issued = await okta.issue({ ...call, draft, neededUntil: new Date(clock.time) });
    expect([await subject.accepts(draft.secret), (await okta.list({ ...call })).length]).toEqual([false, 1]);
    clock.time += 20;
    expect([await subject.accepts(draft.secret), (await okta.list({ ...call })).length]).toEqual([true, 2]);
    expect(await subject.held()).toEqual([stranger, issued?.handle]);
    await target.stop();
  });
});
