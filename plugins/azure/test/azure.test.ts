import { readFileSync, rmSync } from "node:fs";
import { isRotationError } from "@turnbolt/core";
import { selfSigned } from "@turnbolt/targets";
import { outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { failed } from "./emulator/graph.ts";
import { type EntraEmulator, startEntra } from "./emulator/server.ts";
import { connectionTo, subjectOf } from "./target.ts";

const DAY = 86_400_000;

let entra: EntraEmulator;
let at: ReturnType<typeof connectionTo>;
let subject: ReturnType<typeof subjectOf>;
beforeAll(async () => {
  entra = await startEntra({ now: () => Date.now() });
  at = connectionTo(entra);
});
afterAll(() => entra.stop());
beforeEach(() => {
  delete entra.hooks.before;
  delete entra.hooks.after;
  entra.tenant.longestMs = Number.POSITIVE_INFINITY;
  subject = subjectOf(entra, at.caller);
});

const within = async <T>(work: (call: Call) => Promise<T>, more: object = {}): Promise<T> =>
  work(await open({ ...at.connection, ...more }));
async function open(given: object) {
  const connection = provider.connection.parse(given);
  const runtime = plainRuntime();
  const client = await provider.connect(connection, runtime);
  const parameters = provider.parameters.parse(subject.parameters);
  return { client, connection, parameters, runtime, run: { id: "r", label: "tb-1-2-3" }, current: null };
}
type Call = Awaited<ReturnType<typeof open>>;
if (provider.origin !== "granted" || provider.phase !== "dual" || provider.handles !== "fresh")
  throw new Error();
const { issue, list, revoke } = provider;

const add = (until = new Date(Date.now() + 730 * DAY)) =>
  within((call) => issue({ ...call, neededUntil: until }));
const missing = async (more: object = {}) =>
  (await within((call) => provider.check(call), more))
    .filter(({ held }) => !held)
    .map(({ permission }) => permission);
const held = () => within((call) => list(call));

describe("a new secret", () => {
  it("carries the run's label and ends when it is no longer needed", async () => {
    const until = new Date(Date.now() + 100 * DAY);
    await add(until);
    const [entry] = await held();
    expect(entry).toMatchObject({ label: "tb-1-2-3" });
    expect([...subject.app.passwords.values()].map(({ endMs }) => endMs)).toEqual([until.getTime()]);
  });

  it("of a lifetime that the tenant does not allow is refused, and none is made", async () => {
    entra.tenant.longestMs = 90 * DAY;
    expect(await outcomeOf(add())).toBe("invalid");
    expect(await held()).toEqual([]);
  });

  it("that meets another change of the app is asked for again, not called a failure", async () => {
    entra.hooks.before = ({ url }) =>
      url.pathname.endsWith("/addPassword") ? failed(409, "Directory_ConcurrencyViolation") : undefined;
    expect(await outcomeOf(add())).toBe("rate-limited");
  });

  it("whose answer is lost is unknown", async () => {
    entra.hooks.after = ({ url }) => (url.pathname.endsWith("/addPassword") ? "drop" : undefined);
    expect(await outcomeOf(add())).toBe("unavailable");
    expect(await held()).toHaveLength(1);
  });

  it("is told with a pause when there were too many requests", async () => {
    entra.hooks.before = ({ url }) =>
      url.pathname.startsWith("/v1.0")
        ? { ...failed(429, "TooManyRequests"), headers: { "retry-after": "11" } }
        : undefined;
    const error: unknown = await add().catch((error: unknown) => error);
    expect(isRotationError(error) && [error.code, error.retryAfterMs]).toEqual(["rate-limited", 11_000]);
  });
});

describe("an end", () => {
  it("takes that secret and no other, and one that is gone is gone", async () => {
    const stranger = await subject.plantStranger?.();
    await add();
    const [mine] = (await held()).filter(({ label }) => label === "tb-1-2-3");
    if (!mine) throw new Error("nothing was made");
    await within((call) => revoke({ ...call, handle: mine.handle }));
    await within((call) => revoke({ ...call, handle: mine.handle }));
    expect([...subject.app.passwords.keys()]).toEqual([stranger]);
  });

  it("that Graph refuses for another reason is not taken for done", async () => {
    entra.hooks.before = ({ url }) =>
      url.pathname.endsWith("/removePassword") ? failed(400, "Request_BadRequest") : undefined;
    expect(await outcomeOf(within((call) => revoke({ ...call, handle: "x" })))).toBe("invalid");
  });
});

describe("a login", () => {
  const verify = (clientSecret: string, clientId = subject.app.appId) =>
    within(({ client: _, ...call }) =>
      provider.verify({ ...call, credential: { handle: "", secret: { clientId, clientSecret } } }),
    );

  it("is told apart: right, wrong, over, an app that is gone, and no word about the secret", async () => {
    const { secretText } = entra.tenant.addPassword(subject.app, "a", Date.now() + DAY);
    const over = entra.tenant.addPassword(subject.app, "b", Date.now() - 1).secretText;
    expect(await outcomeOf(verify(secretText))).toBe("ok");
    expect(await outcomeOf(verify("wrong"))).toBe("refused");
    expect(await outcomeOf(verify(over))).toBe("refused");
    expect(await outcomeOf(verify(secretText, "3c90c3cc-0d44-4b50-8888-8dd25736052a"))).toBe("not-found");
    entra.hooks.before = ({ body }) =>
      body.includes(subject.app.appId)
        ? {
            status: 401,
            body: { error: "invalid_client", error_description: "AADSTS53003: Blocked by policy." },
          }
        : undefined;
    expect(await outcomeOf(verify(secretText))).toBe("unavailable");
  });
});

describe("the rights", () => {
  it("those of the README are enough, and one fewer is named", async () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    expect(readme).toContain("Application.ReadWrite.OwnedBy");
    expect(await missing()).toEqual([]);
    subject.app.owners.clear();
    expect(await missing()).toEqual([`owner of the application ${subject.app.objectId}`]);
    expect(await outcomeOf(add())).toBe("forbidden");
    expect(await missing(connectionTo(entra, []).connection)).toEqual(["Application.ReadWrite.OwnedBy"]);
    expect(await missing(connectionTo(entra, ["Application.ReadWrite.All"]).connection)).toEqual([]);
  });

  it("a client ID that is not the app's is refused, with the right one", async () => {
    const { appId } = subject.app;
    subject = {
      ...subject,
      parameters: { ...subject.parameters, clientId: "3c90c3cc-0d44-4b50-8888-8dd25736052a" },
    };
    await expect(within((call) => provider.check(call))).rejects.toThrow(appId);
  });
});

describe("a connection by certificate", () => {
  it("is let in by its signature, and refused with another key, without telling it", async () => {
    const [mine, other] = await Promise.all([rsa(), rsa()]);
    const { X509Certificate } = await import("node:crypto");
    at.caller.certificate = new X509Certificate(mine.certificateBody);
    const { clientSecret: _, ...rest } = at.connection;
    const by = (more: object) =>
      missing({ ...rest, clientSecret: undefined, method: "certificate", ...more });
    expect(await by(mine)).toEqual([]);
    expect(await outcomeOf(by(other))).toBe("unauthorized");
    expect(await outcomeOf(by({ ...mine, privateKey: other.privateKey }))).toBe("unauthorized");
    const broken = { ...mine, privateKey: mine.privateKey.replace(/\n[^\n]+\n/, "\ncanary\n") };
    const error: unknown = await by(broken).catch((error: unknown) => error);
    expect(isRotationError(error) && error.code).toBe("unauthorized");
    expect(String(error)).not.toContain("canary");
  });

  async function rsa() {
    const { folder, key, certificate } = await selfSigned("DNS:turnbolt", undefined, "rsa:2048");
    const privateKey = readFileSync(key, "utf8");
    rmSync(folder, { recursive: true });
    return { certificateBody: certificate.pem, privateKey };
  }
});

describe("the choices for a form", () => {
  it("come in pages, by the start of the name, and a quote in it is a quote", async () => {
    const odd = entra.tenant.addApp("o'clock");
    const page = await within(
      ({ client, connection, runtime }) =>
        provider.options?.objectId?.({ client, connection, runtime, search: "O'" }) ??
        Promise.reject(new Error()),
    );
    const details = { appId: odd.appId, appName: "o'clock", clientId: odd.appId };
    expect(page.options).toEqual([{ value: odd.objectId, label: "o'clock", details }]);
  });
});

describe("the emulator", () => {
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${entra.url}${path}`, init)).status;

  it("refuses what the documentation does not name", async () => {
    const token = /access_token":"(?<token>[^"]+)/.exec(
      await (
        await fetch(`${entra.url}/${entra.tenant.id}/oauth2/v2.0/token`, {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "client_credentials",
            scope: "https://graph.microsoft.com/.default",
            client_id: at.connection.clientId,
            client_secret: at.connection.clientSecret,
          }),
        })
      ).text(),
    )?.groups?.token;
    const headers = { authorization: `Bearer ${token}` };
    const app = `/v1.0/applications/${subject.app.objectId}`;
    expect(await ask(`${app}?$select=appId`, { headers })).toBe(200);
    expect(await ask(`${app}?$select=secret`, { headers })).toBe(400);
    expect(await ask(`${app}?select=appId`, { headers })).toBe(400);
    expect(await ask(`${app}/rollKeys`, { method: "POST", headers, body: "{}" })).not.toBe(200);
    expect(await ask(`${app}?$select=appId`, { headers: { authorization: "Bearer x" } })).toBe(401);
    expect(await ask(`${app}?$select=appId`, { headers: { ...headers, "x-more": "1" } })).toBe(400);
  });
});
