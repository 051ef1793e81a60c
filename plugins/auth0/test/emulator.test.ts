import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Auth0Emulator, startAuth0 } from "./emulator/server.ts";

const clock = { time: 1_800_000_000_000, now: () => clock.time };
let auth0: Auth0Emulator;
beforeEach(async () => {
  auth0 = await startAuth0(clock);
});
afterEach(() => auth0.stop());

const NEW = "n".repeat(64);

interface Got {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** A client of its own, on node:http, that shares nothing with the plugin. */
function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return new Promise<Got>((resolve, reject) => {
    const all = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers };
    const call = request(auth0.url + path, { method, headers: all }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(text) }),
      );
    });
    call.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function bearer(scopes: readonly string[]): Promise<Record<string, string>> {
  const { tenant } = auth0;
  const { clientId, secret } = tenant.addApplication({
    clientGrants: { [tenant.managementAudience]: scopes },
  });
  const got = await ask("POST", "/oauth/token", {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: secret,
    audience: tenant.managementAudience,
  });
  expect(got.body.scope).toBe(scopes.join(" "));
  return { authorization: `Bearer ${String(got.body.access_token)}` };
}

const codeGrant = (clientId: string, secret: string) =>
  ask("POST", "/oauth/token", {
    grant_type: "authorization_code",
    client_id: clientId,
    client_secret: secret,
    code: "x",
  });

describe("the token endpoint", () => {
  it("refuses a wrong secret and an unknown application alike, with 401", async () => {
    const { clientId } = auth0.tenant.addApplication();
    const unauthorized = { status: 401, body: { error: "access_denied", error_description: "Unauthorized" } };
    expect(await codeGrant(clientId, "wrong")).toMatchObject(unauthorized);
    expect(await codeGrant("nobody", "wrong")).toMatchObject(unauthorized);
  });

  it("refuses a grant that the application may not use, only after its secret was right", async () => {
    const { clientId, secret } = auth0.tenant.addApplication();
    expect(await codeGrant(clientId, secret)).toMatchObject({
      status: 403,
      body: { error: "unauthorized_client" },
    });
  });

  it("refuses an API that the application was not granted", async () => {
    const { clientId, secret } = auth0.tenant.addApplication();
    const got = await ask("POST", "/oauth/token", {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
      audience: "https://other.test",
    });
    expect(got).toMatchObject({ status: 403, body: { error: "access_denied" } });
  });

  it("takes the secret only in the way that the application is set to", async () => {
    const { clientId, secret } = auth0.tenant.addApplication({ authMethod: "client_secret_basic" });
    const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`;
    const grant = { grant_type: "authorization_code", code: "x" };
    expect((await codeGrant(clientId, secret)).status).toBe(401);
    expect((await ask("POST", "/oauth/token", grant, { authorization })).status).toBe(403);
  });

  it("refuses a parameter, a path, a method and a header that it does not know", async () => {
    expect((await ask("POST", "/oauth/token", { grant_type: "x", surprise: 1 })).status).toBe(400);
    expect((await ask("GET", "/oauth/token")).status).toBe(405);
    expect((await ask("GET", "/oauth/tokens")).status).toBe(404);
    expect((await ask("GET", "/api/v2/clients", undefined, { "x-surprise": "1" })).status).toBe(400);
  });
});

describe("the management API", () => {
  it("refuses a token that it did not give, and one that is a day old", async () => {
    const headers = await bearer(["read:clients"]);
    expect((await ask("GET", "/api/v2/clients", undefined, headers)).status).toBe(200);
    clock.time += 86_400_000;
    expect((await ask("GET", "/api/v2/clients", undefined, headers)).status).toBe(401);
    expect((await ask("GET", "/api/v2/clients", undefined, { authorization: "Bearer x" })).status).toBe(401);
  });

  it.each([
    { scopes: ["read:clients", "update:client_keys"], what: "update:clients" },
    { scopes: ["read:clients", "update:clients"], what: "update:client_keys" },
  ])("refuses to set a secret without $what", async ({ scopes }) => {
    const { clientId, secret } = auth0.tenant.addApplication();
    const got = await ask(
      "PATCH",
      `/api/v2/clients/${clientId}`,
      { client_secret: NEW },
      await bearer(scopes),
    );
    expect(got).toMatchObject({ status: 403, body: { errorCode: "insufficient_scope" } });
    expect(auth0.tenant.accepts(clientId, secret)).toBe(true);
  });

  it("refuses short secrets, foreign characters, unknown fields and unknown applications", async () => {
    const headers = await bearer(["update:clients", "update:client_keys"]);
    const { clientId } = auth0.tenant.addApplication();
    const patch = (id: string, body: unknown) => ask("PATCH", `/api/v2/clients/${id}`, body, headers);
    expect((await patch(clientId, { client_secret: "n".repeat(47) })).body.errorCode).toBe("invalid_body");
    expect((await patch(clientId, { client_secret: "~".repeat(64) })).body.errorCode).toBe("invalid_body");
    expect((await patch(clientId, { client_secret: NEW, nme: "x" })).body.errorCode).toBe("invalid_body");
    expect((await patch("nobody", { client_secret: NEW })).body.errorCode).toBe("inexistent_client");
  });

  it("replaces the secret: the new one works, the old one is dead", async () => {
    const headers = await bearer(["update:clients", "update:client_keys"]);
    const { clientId, secret } = auth0.tenant.addApplication();
    await ask("PATCH", `/api/v2/clients/${clientId}`, { client_secret: NEW }, headers);
    expect((await codeGrant(clientId, NEW)).status).toBe(403);
    expect((await codeGrant(clientId, secret)).status).toBe(401);
  });

  it("serves the old secret until the new one has spread", async () => {
    const headers = await bearer(["update:clients", "update:client_keys"]);
    const { clientId, secret } = auth0.tenant.addApplication();
    auth0.tenant.loginLag.set(clientId, 30_000);
    await ask("PATCH", `/api/v2/clients/${clientId}`, { client_secret: NEW }, headers);
    expect((await codeGrant(clientId, NEW)).status).toBe(401);
    expect((await codeGrant(clientId, secret)).status).toBe(403);
    clock.time += 30_000;
    expect((await codeGrant(clientId, NEW)).status).toBe(403);
  });

  it("keeps no secret in clear text", () => {
    const { secret } = auth0.tenant.addApplication();
    auth0.tenant.setSecret([...auth0.tenant.applications.keys()][0] ?? "", NEW);
    const kept = JSON.stringify([...auth0.tenant.applications.values()]);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(NEW);
  });
});

describe("the rate limit", () => {
  it("answers 429 until the next second, and says when", async () => {
    auth0.limitTo(1);
    await ask("GET", "/api/v2/clients");
    const got = await ask("GET", "/api/v2/clients");
    expect(got).toMatchObject({ status: 429, body: { errorCode: "too_many_requests" } });
    expect(got.headers["x-ratelimit-reset"]).toBe(String(Math.floor(clock.time / 1000) + 1));
    clock.time += 1000;
    expect((await ask("GET", "/api/v2/clients")).status).toBe(401);
  });
});
