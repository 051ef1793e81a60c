import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment } from "../support/env.ts";
import { startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
beforeAll(async () => {
  turnbolt = await startTurnbolt();
}, 60_000);
afterAll(() => turnbolt.stop());

/** What an answer holds, once it is there. */
async function done(...asked: Parameters<Turnbolt["http"]>) {
  const { status, body } = await turnbolt.http(...asked);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

const AUTH = "/api/v1/auth/universal-auth/identities";
const nobody = { token: null };

async function anIdentity(): Promise<{ identityId: string; clientId: string }> {
  const { identity } = await done("POST", "/api/v1/identities", { name: "ci", organizationId: "not ours" });
  const { identityUniversalAuth } = await done("POST", `${AUTH}/${identity.id}`, { accessTokenTTL: 60 });
  return { identityId: identity.id, clientId: identityUniversalAuth.clientId };
}

describe("over HTTP, a machine identity", () => {
  it("has the fields that clients of the contract read", async () => {
    const { identity } = await done("POST", "/api/v1/identities", { name: "ci" });
    expect(identity).toMatchObject({ id: expect.any(String), name: "ci", authMethods: [] });
    const everywhere = [
      { ipAddress: "0.0.0.0", type: "ipv4", prefix: 0 },
      { ipAddress: "::", type: "ipv6", prefix: 0 },
    ];
    const { identityUniversalAuth } = await done("POST", `${AUTH}/${identity.id}`, {});
    expect(identityUniversalAuth).toEqual({
      id: expect.any(String),
      identityId: identity.id,
      clientId: expect.any(String),
      accessTokenTTL: 2_592_000,
      accessTokenMaxTTL: 2_592_000,
      accessTokenNumUsesLimit: 0,
      accessTokenTrustedIps: everywhere,
      clientSecretTrustedIps: everywhere,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const secrets = `${AUTH}/${identity.id}/client-secrets`;
    const made = await done("POST", secrets, { description: "the build", ttl: 600, numUsesLimit: 2 });
    expect(made.clientSecret).toMatch(/^tbs_\w{49}$/);
    expect(made.clientSecretData).toMatchObject({
      description: "the build",
      clientSecretPrefix: made.clientSecret.slice(0, 8),
      clientSecretNumUses: 0,
      clientSecretNumUsesLimit: 2,
      clientSecretTTL: 600,
      identityUAId: identityUniversalAuth.id,
      isClientSecretRevoked: false,
    });
    const one = `${secrets}/${made.clientSecretData.id}`;
    expect((await done("POST", `${one}/revoke`)).clientSecretData.isClientSecretRevoked).toBe(true);
    expect(await done("GET", one)).toEqual(await done("POST", `${one}/revoke`));
    expect((await done("GET", secrets)).clientSecretData).toHaveLength(1);
  });

  it("joins a project, gets another role and leaves", async () => {
    const { identityId } = await anIdentity();
    const all = `/api/v2/workspace/${turnbolt.projectId}/identity-memberships`;
    const member = `${all}/${identityId}`;
    const { identityMembership } = await done("POST", member, { role: "viewer" });
    expect(identityMembership).toMatchObject({
      ...{ projectId: turnbolt.projectId, identityId, role: "viewer", roles: [{ role: "viewer" }] },
      identity: { id: identityId, name: "ci" },
      project: { id: turnbolt.projectId, name: expect.any(String) },
    });
    expect((await done("PATCH", member, { role: "operator" })).identityMembership.role).toBe("operator");
    const older = `/api/v1/projects/${turnbolt.projectId}/identity-memberships`;
    expect(await done("GET", older)).toEqual(await done("GET", all));
    await done("DELETE", member);
    expect((await turnbolt.http("GET", member)).status).toBe(404);
    expect((await turnbolt.http("POST", member, { role: "emperor" })).status).toBe(422);
  });

  it("is told what is wrong with its token in one shape", async () => {
    const { identityId, clientId } = await anIdentity();
    const { clientSecret } = await done("POST", `${AUTH}/${identityId}/client-secrets`, {});
    const credentials = { clientId, clientSecret };
    const login = await done("POST", "/api/v1/auth/universal-auth/login", credentials, nobody);
    const { accessToken: token } = login;
    expect(login).toMatchObject({ expiresIn: 60, tokenType: "Bearer" });
    const renewed = await done("POST", "/api/v1/auth/token/renew", { accessToken: token }, nobody);
    expect(renewed).toMatchObject({ accessToken: token, tokenType: "Bearer" });
    expect((await turnbolt.http("GET", "/api/v1/identities", undefined, { token })).body).toMatchObject({
      statusCode: 403,
      error: "PermissionDenied",
      details: [{ action: "read", subject: "identities" }],
    });
    await done("POST", "/api/v1/auth/token/revoke", `accessToken=${token}`, nobody);
    const refused = await turnbolt.http("GET", "/api/v1/projects", undefined, { token });
    expect(refused.body).toEqual({
      reqId: expect.any(String),
      statusCode: 403,
      error: "TokenError",
      message: "The token was revoked.",
    });
    expect(refused.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    const again = await turnbolt.http("POST", "/api/v1/auth/token/revoke", { accessToken: token }, nobody);
    expect(again.body).toMatchObject({ statusCode: 403, error: "TokenError" });
  });

  it("that guesses is told when to come again", async () => {
    const { clientId } = await anIdentity();
    const guess = () =>
      turnbolt.http("POST", "/api/v1/auth/universal-auth/login", { clientId, clientSecret: "guess" }, nobody);
    for (let count = 0; count < 10; count++) expect((await guess()).status).toBe(401);
    const { status, headers, body } = await guess();
    expect([status, body.error]).toEqual([429, "RateLimitExceeded"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("text that no database keeps", () => {
  it.each(["\0", "\ud800", "x\0y"])("is refused, and is no fault of ours: %j", async (text) => {
    const { identityId } = await anIdentity();
    const secret = { description: text };
    const login = { clientId: text, clientSecret: text };
    const answers = [
      await turnbolt.http("POST", "/api/v1/identities", { name: text }),
      await turnbolt.http("PATCH", `/api/v1/identities/${identityId}`, { name: text }),
      await turnbolt.http("POST", `${AUTH}/${identityId}/client-secrets`, secret),
      await turnbolt.http("POST", "/api/v1/auth/universal-auth/login", login, nobody),
      await turnbolt.http("POST", "/api/v1/auth/token/renew", { accessToken: text }, nobody),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
  });
});

describe("docs/identities.md", () => {
  it("leads from nothing to a secret, as it is written there", async () => {
    const at = { projectId: turnbolt.projectId, environment: "dev", secretPath: "/" };
    await done("POST", "/api/v4/secrets/DB_PASSWORD", { ...at, secretValue: "what the docs are after" });
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/identities.md"), "utf8");
    const commands = /```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const script = `set -euo pipefail\n${PICK}\n${commands}`;
    const variables = { TURNBOLT: turnbolt.url, ROOT: TOKEN, NODE: process.execPath };
    const { stdout } = await promisify(execFile)("bash", ["-c", script], {
      env: { ...environment, ...variables },
    });
    expect(stdout.trim().split("\n").at(-2)).toBe("what the docs are after");
    expect(stdout.trim().split("\n").at(-1)).toBe('{"message":"The token is revoked."}');
  });
});

/** As much of jq as the page uses, for machines without it. */
const PICK = `jq() {
  "$NODE" -e 'let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => {
    console.log(process.argv[2].split(".").filter(Boolean).reduce((v, k) => v[k], JSON.parse(t)));
  })' -- "$@"
}`;
