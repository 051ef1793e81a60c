import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMachineStore, type MachineStore, sweep } from "../src/index.ts";
import { by, type Store, startStore } from "./support.ts";

let store: Store;
let machines: MachineStore;

beforeAll(async () => {
  store = await startStore();
  machines = createMachineStore(store.database);
}, 60_000);
afterAll(() => store.stop());

const ADA = by("user:ada");
const EVERYWHERE = ["0.0.0.0/0", "::/0"];
const digest = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());

async function anIdentity(settings: { readonly ttl?: number; readonly maxTtl?: number } = {}) {
  const identityId = randomUUID();
  const clientId = randomUUID();
  await machines.identities.create({ id: identityId, name: `machine-${identityId}` }, ADA);
  await machines.universalAuth.create(
    {
      id: randomUUID(),
      identityId,
      clientId,
      accessTokenTtl: settings.ttl ?? 3_600,
      accessTokenMaxTtl: settings.maxTtl ?? 7_200,
      accessTokenTrustedIps: EVERYWHERE,
      clientSecretTrustedIps: EVERYWHERE,
    },
    ADA,
  );
  return { identityId, clientId };
}

async function aClientSecret(identityId: string, usesLimit = 0) {
  const secret = randomUUID();
  const id = randomUUID();
  const row = {
    id,
    identityId,
    hash: digest(secret),
    prefix: "tbs_abcd",
    description: "",
    ttl: 0,
    usesLimit,
  };
  await machines.clientSecrets.create(row, ADA);
  return { id, secret };
}

/** Logs in as the service does: a secret that is used up, revoked or unknown is refused. */
async function logIn(clientId: string, secret: string) {
  const token = randomUUID();
  const request = { clientId, secretHash: digest(secret), tokenId: randomUUID(), tokenHash: digest(token) };
  await machines.tokens.logIn(request, (found) => {
    if (!found || found.usedUp || found.revoked || found.expired) throw new Error("refused");
    return ADA;
  });
  return token;
}

/** How many wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await store.sql`select count(*)::int from pg_stat_activity where wait_event_type = 'Lock'`;
  return Number(row?.count);
}

describe("tokens that are looked for at the same time", () => {
  it("are each found by themselves, and unknown ones are not", async () => {
    const logins = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { identityId, clientId } = await anIdentity();
        const { secret } = await aClientSecret(identityId);
        return { identityId, token: await logIn(clientId, secret) };
      }),
    );
    const wanted = [...logins, { identityId: undefined, token: "unknown" }, ...logins];
    const found = await Promise.all(wanted.map(({ token }) => machines.tokens.find(digest(token))));
    expect(found.map((one) => one?.identityId)).toEqual(wanted.map(({ identityId }) => identityId));
  });
});

describe("logging in", () => {
  it("gives a token that names its identity and what it is where", async () => {
    const { identityId, clientId } = await anIdentity();
    const { projectId } = store.place;
    await machines.memberships.create({ id: randomUUID(), projectId, identityId, role: "operator" }, ADA);
    const token = await logIn(clientId, (await aClientSecret(identityId)).secret);
    const [row] = await store.sql`
      select count(*)::int from turnbolt.access_tokens where hash = sha256(convert_to(${token}, 'UTF8'))`;
    expect(row).toEqual({ count: 1 });
    expect(await machines.tokens.find(digest(token))).toMatchObject({
      identityId,
      expired: false,
      revoked: false,
      unnoted: true,
      trustedIps: EVERYWHERE,
      roles: { [projectId]: "operator" },
    });
  });

  it("with a secret that may be used three times, by twenty at once, lets three in", async () => {
    const { identityId, clientId } = await anIdentity();
    const { id, secret } = await aClientSecret(identityId, 3);
    // Somebody holds the row until many wait for it, so that they go on at one time.
    const all = await store.sql.begin(async (sql) => {
      await sql`select from turnbolt.client_secrets where id = ${id} for update`;
      const logins = Promise.allSettled(Array.from({ length: 20 }, () => logIn(clientId, secret)));
      await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(5);
      return { logins };
    });
    const ended = await all.logins;
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    const [row] = await store.sql`
      select uses, (select count(*)::int from turnbolt.access_tokens where client_secret_id = ${id}) as tokens
      from turnbolt.client_secrets where id = ${id}`;
    expect(row).toEqual({ uses: 3, tokens: 3 });
  });

  it("knows a client secret only together with its own client id", async () => {
    const [one, other] = await Promise.all([anIdentity(), anIdentity()]);
    const { secret } = await aClientSecret(one.identityId);
    await expect(logIn(other.clientId, secret)).rejects.toThrow("refused");
    await expect(logIn("no id at all", secret)).rejects.toThrow("refused");
  });

  it("that is refused writes nothing", async () => {
    const { identityId, clientId } = await anIdentity();
    const { id, secret } = await aClientSecret(identityId);
    const request = { clientId, secretHash: digest(secret), tokenId: randomUUID(), tokenHash: digest("x") };
    const refuse = () => {
      throw new Error("from a wrong address");
    };
    await expect(machines.tokens.logIn(request, refuse)).rejects.toThrow("wrong address");
    expect(await machines.clientSecrets.find(identityId, id)).toMatchObject({ uses: 0, lastUsedAt: null });
    expect(await machines.tokens.find(digest("x"))).toBeNull();
  });
});

describe("a token", () => {
  it("is renewed by its lifetime, and never beyond the longest life of its identity's tokens", async () => {
    const { identityId, clientId } = await anIdentity({ ttl: 3_600, maxTtl: 5_000 });
    const token = await logIn(clientId, (await aClientSecret(identityId)).secret);
    const age = (seconds: number) => store.sql`
      update turnbolt.access_tokens set created_at = created_at - ${seconds} * interval '1 second',
        expires_at = expires_at - ${seconds} * interval '1 second' where hash = ${digest(token)}`;
    await age(1_000);
    const first = await machines.tokens.renew(digest(token), () => ADA);
    expect(first.expiresIn).toBeGreaterThan(3_590);
    expect(first.expiresIn).toBeLessThanOrEqual(3_600);
    await age(1_000);
    const second = await machines.tokens.renew(digest(token), () => ADA);
    expect(second.expiresIn).toBeGreaterThan(2_990);
    expect(second.expiresIn).toBeLessThanOrEqual(3_000);
    expect(second.maxIn).toBe(second.expiresIn);
  });

  it("ends with its client secret, with its universal auth, and with its identity", async () => {
    const { identityId, clientId } = await anIdentity();
    const { id, secret } = await aClientSecret(identityId);
    const token = digest(await logIn(clientId, secret));
    await machines.clientSecrets.revoke(identityId, id, ADA);
    expect(await machines.tokens.find(token)).toMatchObject({ revoked: true });
    const other = digest(await logIn(clientId, (await aClientSecret(identityId)).secret));
    await machines.universalAuth.remove(identityId, ADA);
    expect(await machines.tokens.find(other)).toBeNull();
    const gone = await anIdentity();
    const last = digest(await logIn(gone.clientId, (await aClientSecret(gone.identityId)).secret));
    await machines.identities.remove(gone.identityId, ADA);
    expect(await machines.tokens.find(last)).toBeNull();
  });

  it("has its use noted at most once a minute", async () => {
    const { identityId, clientId } = await anIdentity();
    const token = digest(await logIn(clientId, (await aClientSecret(identityId)).secret));
    const id = (await machines.tokens.find(token))?.id ?? "";
    const used = async () =>
      (await store.sql`select last_used_at from turnbolt.access_tokens where id = ${id}`)[0]
        ?.last_used_at as Date;
    await machines.tokens.noteUse(id);
    const first = await used();
    await machines.tokens.noteUse(id);
    expect(await used()).toEqual(first);
    expect(await machines.tokens.find(token)).toMatchObject({ unnoted: false });
    await store.sql`update turnbolt.access_tokens set last_used_at = now() - interval '61 seconds' where id = ${id}`;
    await machines.tokens.noteUse(id);
    expect((await used()).getTime()).toBeGreaterThanOrEqual(first.getTime());
  });

  it("that works is listed, and one that ended is kept thirty days and no longer", async () => {
    const { identityId, clientId } = await anIdentity();
    const { secret } = await aClientSecret(identityId);
    const [works, ended, old] = await Promise.all([1, 2, 3].map(() => logIn(clientId, secret)));
    const expire = (token: string | undefined, days: number) => store.sql`
      update turnbolt.access_tokens set expires_at = now() - ${days} * interval '1 day'
      where hash = ${digest(token ?? "")}`;
    await expire(ended, 29);
    await expire(old, 31);
    const { items } = await machines.tokens.list(identityId, { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([(await machines.tokens.find(digest(works ?? "")))?.id]);
    expect(await sweep(store.database)).toMatchObject({ tokens: 1 });
    expect(await machines.tokens.find(digest(ended ?? ""))).toMatchObject({ expired: true });
    expect(await machines.tokens.find(digest(old ?? ""))).toBeNull();
  });
});

describe("every change", () => {
  it("has its audit row, and one that changes nothing has none", async () => {
    const { identityId, clientId } = await anIdentity();
    const { id, secret } = await aClientSecret(identityId);
    const token = digest(await logIn(clientId, secret));
    const { projectId } = store.place;
    const membership = { projectId, identityId };
    await machines.memberships.create({ ...membership, id: randomUUID(), role: "viewer" }, ADA);
    await machines.memberships.update({ ...membership, role: "admin" }, ADA);
    await machines.memberships.remove(membership, ADA);
    await machines.identities.rename({ id: identityId, name: "renamed" }, ADA);
    await machines.universalAuth.update(identityId, { accessTokenTtl: 60 }, ADA);
    await machines.tokens.renew(token, () => ADA);
    await machines.tokens.revoke(token, () => ADA);
    await machines.clientSecrets.revoke(identityId, id, ADA);
    await machines.clientSecrets.revoke(identityId, id, ADA);
    await machines.universalAuth.remove(identityId, ADA);
    await machines.identities.remove(identityId, ADA);
    const rows = await store.sql`
      select kind, actor, address, project_id from turnbolt.audit where data ->> 'identityId' = ${identityId} order by id`;
    expect(rows.map(({ kind }) => kind)).toEqual([
      "identity.created",
      "universal-auth.created",
      "client-secret.created",
      "identity.logged-in",
      "identity-membership.created",
      "identity-membership.updated",
      "identity-membership.removed",
      "identity.updated",
      "universal-auth.updated",
      "token.renewed",
      "token.revoked",
      "client-secret.revoked",
      "universal-auth.removed",
      "identity.removed",
    ]);
    expect(new Set(rows.map(({ actor, address }) => `${actor} ${address}`))).toEqual(
      new Set(["user:ada 127.0.0.1"]),
    );
  });

  it("leaves the settings that it does not name as they are, also beside another change", async () => {
    const { identityId } = await anIdentity({ ttl: 60, maxTtl: 600 });
    await Promise.all([
      machines.universalAuth.update(identityId, { accessTokenTtl: 30 }, ADA),
      machines.universalAuth.update(identityId, { accessTokenMaxTtl: 300 }, ADA),
      machines.universalAuth.update(identityId, { accessTokenTrustedIps: ["10.0.0.0/8"] }, ADA),
    ]);
    expect(await machines.universalAuth.find(identityId)).toMatchObject({
      accessTokenTtl: 30,
      accessTokenMaxTtl: 300,
      accessTokenTrustedIps: ["10.0.0.0/8"],
      clientSecretTrustedIps: EVERYWHERE,
    });
  });

  it("tells what an identity is where, and of no other", async () => {
    const [one, other] = [await anIdentity(), await anIdentity()];
    const { projectId } = store.place;
    const role = "operator" as const;
    await machines.memberships.create({ id: randomUUID(), projectId, identityId: one.identityId, role }, ADA);
    expect(await machines.memberships.ofIdentity(one.identityId)).toMatchObject([{ projectId, role }]);
    expect(await machines.memberships.ofIdentity(other.identityId)).toEqual([]);
  });

  it("says what is taken or not there", async () => {
    const { identityId } = await anIdentity();
    const { projectId } = store.place;
    const row = { id: randomUUID(), projectId, identityId, role: "viewer" as const };
    await machines.memberships.create(row, ADA);
    const again = machines.memberships.create({ ...row, id: randomUUID() }, ADA);
    await expect(again).rejects.toMatchObject({ code: "taken", facts: { what: "identity-membership" } });
    const nobody = { ...row, id: randomUUID(), identityId: randomUUID() };
    await expect(machines.memberships.create(nobody, ADA)).rejects.toMatchObject({ code: "not-found" });
    await expect(machines.identities.remove(randomUUID(), ADA)).rejects.toMatchObject({ code: "not-found" });
  });
});
