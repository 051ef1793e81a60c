import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OktaEmulator, startOkta } from "./emulator/server.ts";

const clock = { time: 1_800_000_000_000, now: () => clock.time };
let okta: OktaEmulator;
beforeEach(async () => {
  okta = await startOkta(clock);
});
afterEach(() => okta.stop());

interface Got {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** A client of its own, on node:http, that shares nothing with the plugin. */
function ask(method: string, path: string, body = "", headers: Record<string, string> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const call = request(okta.url + path, { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(text || "{}") }),
      );
    });
    call.on("error", reject).end(body);
  });
}

const asAdmin = (permissions = ["okta.apps.manage"]) => {
  const headers = {
    authorization: `SSWS ${okta.org.addToken(permissions)}`,
    "content-type": "application/json",
  };
  return (method: string, path: string, body?: unknown) =>
    ask(method, `/api/v1/apps${path}`, body === undefined ? "" : JSON.stringify(body), headers);
};

const VALUE = "v".repeat(40);

describe("who asks", () => {
  it("is refused without a token that Okta gave", async () => {
    const token = { authorization: "SSWS nonsense" };
    expect(await ask("GET", "/api/v1/apps", "", token)).toMatchObject({
      status: 401,
      body: { errorCode: "E0000011" },
    });
  });

  it("is refused what the administrator may not do, before anything is looked for", async () => {
    const reader = asAdmin(["okta.apps.read"]);
    const { id } = okta.org.addApp();
    const refused = { status: 403, body: { errorCode: "E0000006" } };
    expect(await reader("POST", `/${id}/credentials/secrets`, {})).toMatchObject(refused);
    expect(await reader("POST", "/0oaNobody/credentials/secrets", {})).toMatchObject(refused);
    expect(await asAdmin([])("GET", `/${id}/credentials/secrets`)).toMatchObject(refused);
  });

  it("is told what does not exist: paths, methods, parameters, headers, apps", async () => {
    const admin = asAdmin();
    const { id } = okta.org.addApp();
    expect((await ask("GET", "/api/v1/users")).status).toBe(404);
    expect((await admin("GET", `/${id}/credentials/keys`)).status).toBe(404);
    expect((await admin("PUT", `/${id}/credentials/secrets`)).body.errorCode).toBe("E0000022");
    expect((await admin("GET", "?surprise=1")).body.errorCode).toBe("E0000002");
    expect((await ask("GET", "/api/v1/apps", "", { "x-surprise": "1" })).status).toBe(400);
    expect((await admin("GET", "/0oaNobody")).body.errorCode).toBe("E0000007");
  });
});

describe("client secrets", () => {
  it("are made of a value of ours or of Okta's own, two at most", async () => {
    const admin = asAdmin();
    const path = `/${okta.org.addApp().id}/credentials/secrets`;
    const first = await admin("POST", path, { client_secret: VALUE, status: "ACTIVE" });
    expect(first).toMatchObject({ status: 201, body: { client_secret: VALUE, status: "ACTIVE" } });
    expect((await admin("POST", path)).body.client_secret).toEqual(expect.any(String));
    const third = await admin("POST", path, { client_secret: "w".repeat(40) });
    expect(third).toMatchObject({
      status: 400,
      body: { errorCode: "E0000001", errorCauses: [{ errorSummary: expect.stringContaining("maximum") }] },
    });
  });

  it.each([
    { what: "too short", body: { client_secret: "v".repeat(13) } },
    { what: "too long", body: { client_secret: "v".repeat(101) } },
    { what: "not ASCII", body: { client_secret: "ü".repeat(40) } },
    { what: "of an unknown status", body: { client_secret: VALUE, status: "SLEEPING" } },
    { what: "with an unknown field", body: { client_secret: VALUE, surprise: 1 } },
  ])("that are $what are refused", async ({ body }) => {
    const { id } = okta.org.addApp();
    expect((await asAdmin()("POST", `/${id}/credentials/secrets`, body)).status).toBe(400);
    expect(okta.org.secretsOf(id)).toEqual([]);
  });

  it("are refused to an app that uses keys", async () => {
    const { id } = okta.org.addApp({ authMethod: "private_key_jwt" });
    const got = await asAdmin()("POST", `/${id}/credentials/secrets`, { client_secret: VALUE });
    expect(got).toMatchObject({ status: 400, body: { errorCode: "E0000001" } });
  });

  it("end in two steps, and the last active one never", async () => {
    const admin = asAdmin();
    const { id } = okta.org.addApp();
    const [one, two] = [okta.org.addSecret(id).id, okta.org.addSecret(id).id];
    const path = `/${id}/credentials/secrets`;
    const refused = { status: 400, body: { errorCode: "E0000001" } };
    expect(await admin("DELETE", `${path}/${one}`)).toMatchObject(refused);
    expect(await admin("POST", `${path}/${one}/lifecycle/deactivate`)).toMatchObject({
      status: 200,
      body: { status: "INACTIVE" },
    });
    expect(await admin("POST", `${path}/${two}/lifecycle/deactivate`)).toMatchObject(refused);
    expect((await admin("DELETE", `${path}/${one}`)).status).toBe(204);
    expect(await admin("DELETE", `${path}/${one}`)).toMatchObject({
      status: 404,
      body: { errorCode: "E0000007" },
    });
    expect(await admin("POST", `${path}/${two}/lifecycle/deactivate`)).toMatchObject(refused);
  });

  it("show late in the list when the list lags", async () => {
    const { id } = okta.org.addApp();
    okta.org.lag.set(id, { loginMs: 0, listMs: 1000 });
    okta.org.addSecret(id);
    const list = async () => (await asAdmin()("GET", `/${id}/credentials/secrets`)).body;
    expect(await list()).toEqual([]);
    clock.time += 1000;
    expect(await list()).toEqual([expect.objectContaining({ status: "ACTIVE" })]);
  });
});

describe("introspection", () => {
  const introspect = (form: string, headers: Record<string, string> = {}) =>
    ask("POST", "/oauth2/v1/introspect", form, {
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    });
  const basic = (id: string, value: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${value}`).toString("base64")}`,
  });

  it("answers an app with an active secret of its own, and nobody else", async () => {
    const { id } = okta.org.addApp();
    okta.org.addSecret(id, VALUE);
    okta.org.addSecret(id, "inactive-secret-value", "INACTIVE");
    const active = { status: 200, body: { active: false } };
    const refused = { status: 401, body: { error: "invalid_client" } };
    expect(await introspect("token=x", basic(id, VALUE))).toMatchObject(active);
    expect(await introspect("token=x", basic(id, "wrong"))).toMatchObject(refused);
    expect(await introspect("token=x", basic(id, "inactive-secret-value"))).toMatchObject(refused);
    expect(await introspect("token=x", basic("nobody", VALUE))).toMatchObject(refused);
  });

  it("takes the secret only in the way that the app is set to", async () => {
    const { id } = okta.org.addApp({ authMethod: "client_secret_post" });
    okta.org.addSecret(id, VALUE);
    expect((await introspect("token=x", basic(id, VALUE))).status).toBe(401);
    expect((await introspect(`token=x&client_id=${id}&client_secret=${VALUE}`)).status).toBe(200);
  });

  it("refuses unknown parameters and a missing token", async () => {
    const { id } = okta.org.addApp();
    okta.org.addSecret(id, VALUE);
    expect((await introspect("token=x&surprise=1", basic(id, VALUE))).status).toBe(400);
    expect((await introspect("", basic(id, VALUE))).status).toBe(400);
  });
});

describe("the rate limit", () => {
  it("answers 429 until the next minute, and says when", async () => {
    okta.settings.perMinute = 1;
    await ask("GET", "/api/v1/apps");
    const got = await ask("GET", "/api/v1/apps");
    expect(got).toMatchObject({ status: 429, body: { errorCode: "E0000047" } });
    expect(got.headers["x-rate-limit-reset"]).toBe(String((Math.floor(clock.time / 60_000) + 1) * 60));
    clock.time += 60_000;
    expect((await ask("GET", "/api/v1/apps")).status).toBe(401);
  });
});
