import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aMachine } from "../support/machines.ts";
import { clientOf, startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
/** The oracle: past the code under test. */
let sql: postgres.Sql;
let projectId: string;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  sql = postgres(turnbolt.server.settings.databaseUrl ?? "", { max: 2, onnotice: () => {} });
  const [project] = await sql`select id from turnbolt.projects where slug = 'default'`;
  projectId = String(project?.id);
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

const as = (token: string) => clientOf(turnbolt.url, token);
/** Asks for something that everybody who is known may ask for. */
const ask = (token: string) => as(token).identityMemberships.list.query({ projectId });

/** What a request with this header is answered. */
async function status(authorization: string | null): Promise<readonly [number, string | null]> {
  const input = encodeURIComponent(JSON.stringify({ projectId }));
  const answer = await fetch(`${turnbolt.url}/trpc/identityMemberships.list?input=${input}`, {
    headers: authorization === null ? {} : { authorization },
  });
  await answer.text();
  return [answer.status, answer.headers.get("www-authenticate")];
}

const expire = (token: string) => sql`
  update turnbolt.access_tokens set expires_at = now()
  where hash = sha256(convert_to(${token}, 'UTF8'))`;

describe("a machine identity", () => {
  it("logs in, and may do what its role in the project allows", async () => {
    const machine = await aMachine(turnbolt, { name: "ci", roles: { [projectId]: "viewer" } });
    const { accessToken, ...life } = await machine.logIn();
    expect(life).toEqual({ expiresIn: 2_592_000, accessTokenMaxTTL: 2_592_000, tokenType: "Bearer" });
    const { identityMemberships } = await ask(accessToken);
    expect(identityMemberships).toMatchObject([{ role: "viewer", identity: { name: "ci" } }]);
    const member = { projectId, identityId: machine.identityId };
    const promoted = as(accessToken).identityMemberships.update.mutate({ ...member, role: "admin" });
    await expect(promoted).rejects.toMatchObject({
      data: { code: "FORBIDDEN", details: [{ action: "edit", subject: "identities" }] },
    });
    await turnbolt.client.identityMemberships.update.mutate({ ...member, role: "admin" });
    await as(accessToken).identityMemberships.delete.mutate(member);
    await expect(ask(accessToken)).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  });

  it("is nothing in the installation, whatever it is in projects", async () => {
    const machine = await aMachine(turnbolt, { roles: { [projectId]: "admin" } });
    const { identities } = as((await machine.logIn()).accessToken);
    await expect(identities.create.mutate({ name: "more" })).rejects.toMatchObject({
      data: { httpStatus: 403 },
    });
    await expect(identities.get.query(machine)).rejects.toMatchObject({ data: { httpStatus: 403 } });
  });

  it("is listed, renamed and deleted, and then it is not there", async () => {
    const { identities } = turnbolt.client;
    const { identity } = await identities.create.mutate({ name: "to be renamed" });
    expect(identity.authMethods).toEqual([]);
    const identityId = identity.id;
    await identities.update.mutate({ identityId, name: "renamed" });
    const names: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await identities.list.query({ limit: 1, ...(cursor && { cursor }) });
      names.push(...page.identities.map(({ name }) => name));
      cursor = page.nextCursor ?? null;
    }
    expect(names).toContain("renamed");
    expect(names).toEqual([...names].sort());
    await identities.delete.mutate({ identityId });
    await expect(identities.get.query({ identityId })).rejects.toMatchObject({ data: { httpStatus: 404 } });
    await expect(identities.delete.mutate({ identityId })).rejects.toMatchObject({
      data: { httpStatus: 404 },
    });
  });
});

describe("a client secret", () => {
  it("is shown once and is nowhere in the database, nor is the token", async () => {
    const machine = await aMachine(turnbolt);
    const { accessToken } = await machine.logIn();
    const { clientSecretData } = await turnbolt.client.clientSecrets.list.query(machine);
    expect(clientSecretData).toMatchObject([
      {
        clientSecretPrefix: machine.clientSecret.slice(0, 8),
        clientSecretNumUses: 1,
        isClientSecretRevoked: false,
      },
    ]);
    const [dump] = await sql`select
      (select string_agg(to_json(s)::text, '') from turnbolt.client_secrets s) ||
      (select string_agg(to_json(t)::text, '') from turnbolt.access_tokens t) ||
      (select string_agg(to_json(a)::text, '') from turnbolt.audit a) as text`;
    for (const value of [machine.clientSecret, accessToken]) {
      const hex = Buffer.from(value).toString("hex");
      expect(JSON.stringify(clientSecretData) + dump?.text + turnbolt.lines.join("")).not.toContain(value);
      expect(dump?.text).not.toContain(hex);
    }
  });

  it.each([
    ["of another identity", async () => ({ clientSecret: (await aMachine(turnbolt)).clientSecret })],
    ["that is mistyped", async () => ({ clientSecret: "tbs_mistyped" })],
    ["of a client id that is not there", async () => ({ clientId: randomUUID() })],
    ["of a client id that is no id", async () => ({ clientId: "'; select 1" })],
  ])("%s does not log in, and all are told the same", async (_, wrong) => {
    const { clientId, clientSecret } = await aMachine(turnbolt);
    const { login } = clientOf(turnbolt.url, null).universalAuth;
    const refused = login.mutate({ clientId, clientSecret, ...(await wrong()) });
    await expect(refused).rejects.toMatchObject({
      message: "Client id or client secret is wrong.",
      data: { code: "UNAUTHORIZED" },
    });
  });

  it("that was revoked, has expired or is used up does not log in, and its owner is told why", async () => {
    const once = await aMachine(turnbolt, { secret: { numUsesLimit: 1 } });
    await once.logIn();
    await expect(once.logIn()).rejects.toThrow("as often as it may");
    const short = await aMachine(turnbolt, { secret: { ttl: 60 } });
    await short.logIn();
    await sql`update turnbolt.client_secrets set expires_at = now() where id = ${short.clientSecretId}`;
    await expect(short.logIn()).rejects.toThrow("has expired");
    const revoked = await aMachine(turnbolt);
    await turnbolt.client.clientSecrets.revoke.mutate(revoked);
    await expect(revoked.logIn()).rejects.toThrow("was revoked");
  });

  it("logs in only from its networks", async () => {
    const clientSecretTrustedIps = [{ ipAddress: "10.0.0.0/8" }, { ipAddress: "::/0" }];
    const machine = await aMachine(turnbolt, { auth: { clientSecretTrustedIps } });
    await expect(machine.logIn()).rejects.toMatchObject({
      message: "The client secret may not be used from 127.0.0.1.",
      data: { code: "FORBIDDEN" },
    });
    const { identityId } = machine;
    const rows = await sql`
      select message, actor, address from turnbolt.audit
      where kind = 'identity.login-refused' and data ->> 'identityId' = ${identityId}`;
    expect(rows).toEqual([
      {
        message: "The client secret may not be used from 127.0.0.1.",
        actor: `machine:${identityId}`,
        address: "127.0.0.1",
      },
    ]);
    const here = [{ ipAddress: "127.0.0.0/8" }];
    const { identityUniversalAuth } = await turnbolt.client.universalAuth.update.mutate({
      identityId,
      clientSecretTrustedIps: here,
    });
    expect(identityUniversalAuth.clientSecretTrustedIps).toEqual([
      { ipAddress: "127.0.0.0", type: "ipv4", prefix: 8 },
    ]);
    await machine.logIn();
  });

  it("that is guessed at is soon let try no more from there, and others are", async () => {
    const machine = await aMachine(turnbolt);
    const { login } = clientOf(turnbolt.url, null).universalAuth;
    const guess = () => login.mutate({ clientId: machine.clientId, clientSecret: "a guess" });
    for (let count = 0; count < 10; count++) await expect(guess()).rejects.toThrow("is wrong");
    await expect(guess()).rejects.toMatchObject({
      data: { code: "TOO_MANY_REQUESTS", retryAfterSeconds: expect.any(Number) },
    });
    await expect(machine.logIn()).rejects.toMatchObject({ data: { httpStatus: 429 } });
    await (await aMachine(turnbolt)).logIn();
  });
});

describe("a token", () => {
  it("that is none, foreign, malformed, expired or revoked is told apart", async () => {
    const machine = await aMachine(turnbolt, { roles: { [projectId]: "viewer" } });
    const [good, old, ended] = await Promise.all([machine.logIn(), machine.logIn(), machine.logIn()]);
    await expire(old.accessToken);
    await clientOf(turnbolt.url, null).tokens.revoke.mutate(ended);
    const bearer = ({ accessToken }: { accessToken: string }) => status(`Bearer ${accessToken}`);
    const invalid = [403, 'Bearer error="invalid_token"'];
    expect(await bearer(good)).toEqual([200, null]);
    expect(await bearer(old)).toEqual(invalid);
    expect(await bearer(ended)).toEqual(invalid);
    expect(await bearer({ accessToken: `${good.accessToken}x` })).toEqual(invalid);
    expect(await status(null)).toEqual([401, "Bearer"]);
    expect(await status("Bearer somebody-elses-token")).toEqual([401, "Bearer"]);
    expect(await status(`Basic ${good.accessToken}`)).toEqual([401, "Bearer"]);
    await expect(ask(old.accessToken)).rejects.toThrow("has expired");
    await expect(ask(ended.accessToken)).rejects.toThrow("was revoked");
  });

  it("ends at once with its client secret, its universal auth, its identity, or by its id", async () => {
    const { client } = turnbolt;
    for (const end of [
      (machine: Machine) => client.clientSecrets.revoke.mutate(machine),
      (machine: Machine) => client.universalAuth.delete.mutate(machine),
      (machine: Machine) => client.identities.delete.mutate(machine),
      async ({ identityId }: Machine) => {
        const [token] = (await client.tokens.list.query({ identityId })).tokens;
        await client.tokens.revokeOf.mutate({ identityId, tokenId: token?.id ?? "" });
      },
    ]) {
      const machine = await aMachine(turnbolt, { roles: { [projectId]: "viewer" } });
      const { accessToken } = await machine.logIn();
      await ask(accessToken);
      await end(machine);
      await expect(ask(accessToken)).rejects.toMatchObject({ data: { code: "FORBIDDEN", httpStatus: 403 } });
      expect(await status(`Bearer ${accessToken}`)).toEqual([403, 'Bearer error="invalid_token"']);
    }
  });

  it("is used only from its networks, by the next request after they change", async () => {
    const machine = await aMachine(turnbolt, { roles: { [projectId]: "viewer" } });
    const { accessToken } = await machine.logIn();
    const { identityId } = machine;
    const change = (ipAddress: string) =>
      turnbolt.client.universalAuth.update.mutate({ identityId, accessTokenTrustedIps: [{ ipAddress }] });
    await change("127.0.0.1");
    await ask(accessToken);
    await change("192.0.2.0/24");
    await expect(ask(accessToken)).rejects.toThrow("may not be used from 127.0.0.1");
  });

  it("is renewed, and one that ended is not", async () => {
    const machine = await aMachine(turnbolt, {
      auth: { accessTokenTTL: 60, accessTokenMaxTTL: 120 },
      roles: { [projectId]: "viewer" },
    });
    const { accessToken, expiresIn } = await machine.logIn();
    expect(expiresIn).toBe(60);
    const { renew } = clientOf(turnbolt.url, null).tokens;
    await sql`update turnbolt.access_tokens set expires_at = now() + interval '5 seconds'
      where hash = sha256(convert_to(${accessToken}, 'UTF8'))`;
    const renewed = await renew.mutate({ accessToken });
    expect(renewed.accessToken).toBe(accessToken);
    expect(renewed.expiresIn).toBeGreaterThan(50);
    await expire(accessToken);
    await expect(renew.mutate({ accessToken })).rejects.toMatchObject({
      message: "The token has expired: log in again.",
      data: { httpStatus: 403 },
    });
  });

  it("has its last use noted beside the request", async () => {
    const machine = await aMachine(turnbolt, { roles: { [projectId]: "viewer" } });
    const { accessToken } = await machine.logIn();
    const { identityId } = machine;
    const lastUse = async () =>
      (await turnbolt.client.tokens.list.query({ identityId })).tokens[0]?.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await ask(accessToken);
    await expect.poll(lastUse, { timeout: 5_000 }).not.toBeNull();
  });
});

type Machine = Awaited<ReturnType<typeof aMachine>>;

describe("bad input", () => {
  it.each([
    [{ accessTokenTTL: 100, accessTokenMaxTTL: 50 }, "longer than accessTokenMaxTTL"],
    [{ accessTokenTTL: 0 }, "not valid"],
    [{ accessTokenTrustedIps: [{ ipAddress: "10.0.0.0/40" }] }, "not valid"],
    [{ accessTokenTrustedIps: [] }, "not valid"],
    [{ accessTokenNumUsesLimit: 5 }, "not valid"],
  ])("is refused and changes nothing: %j", async (auth, words) => {
    const { identityId } = await aMachine(turnbolt);
    const before = await turnbolt.client.universalAuth.get.query({ identityId });
    const refused = turnbolt.client.universalAuth.update.mutate({ identityId, ...auth } as never);
    await expect(refused).rejects.toThrow(words);
    expect(await turnbolt.client.universalAuth.get.query({ identityId })).toEqual(before);
  });

  it("that names what is there twice or not at all says so", async () => {
    const { client } = turnbolt;
    const { identityId } = await aMachine(turnbolt, { roles: { [projectId]: "viewer" } });
    const again = client.identityMemberships.create.mutate({ projectId, identityId, role: "viewer" });
    await expect(again).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    await expect(client.universalAuth.create.mutate({ identityId })).rejects.toThrow("taken");
    const nowhere = { projectId: randomUUID(), identityId, role: "viewer" as const };
    await expect(client.identityMemberships.create.mutate(nowhere)).rejects.toThrow("no project");
    const nobody = { projectId, identityId: randomUUID(), role: "viewer" as const };
    await expect(client.identityMemberships.create.mutate(nobody)).rejects.toThrow("no identity");
  });
});
