import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { identityProvider, type Persona } from "../support/identity-provider.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

const PUBLIC = "http://turnbolt.test";
const CALLBACK = `${PUBLIC}/api/v1/auth/callback/oidc`;

let provider: Awaited<ReturnType<typeof identityProvider>>;
let turnbolt: Turnbolt;
let sql: postgres.Sql;
let count = 0;

beforeAll(async () => {
  provider = await identityProvider(CALLBACK);
  turnbolt = await startTurnbolt({ publicUrl: PUBLIC, oidc: provider.settings, trustProxy: { hops: 1 } });
  sql = postgres(turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
  await provider.stop();
});

const browser = () => browserAt(turnbolt.url, { "x-forwarded-for": `192.0.2.${++count}` });

/** Goes to the provider and comes back; where to. */
async function goThere(who: Persona, it = browser(), returnTo = "/projects") {
  const answer = await it.post("/api/v1/auth/identity-provider", { returnTo });
  expect(answer.status).toBe(200);
  const { url } = (await answer.json()) as { url: string };
  const back = new URL(await provider.signIn(url, who));
  const end = await it.send(`${back.pathname}${back.search}`);
  return { it, back, end, location: end.headers.get("location") };
}

const somebody = (over: Partial<Persona> = {}): Persona => ({
  sub: randomUUID(),
  email: `${randomUUID()}@example.test`,
  name: "Grace",
  ...over,
});

async function invited(email: string) {
  const { projectId } = turnbolt;
  const projects = [{ projectId, role: "developer" as const }];
  return await turnbolt.client.invitations.create.mutate({ email, projects });
}

const peopleOf = async (email: string) =>
  await sql`select id, password from turnbolt.people where email = ${email}`;

describe("somebody from the identity provider", () => {
  it("comes in by an invitation to their verified address, as what it says, and is known the next time", async () => {
    const who = somebody();
    const { invitation, link } = await invited(who.email.toUpperCase());
    const { it, location } = await goThere(who);
    expect(location).toBe("/projects");
    expect(await it.client.me.get.query()).toMatchObject({
      email: who.email,
      name: "Grace",
      hasPassword: false,
      projects: [{ projectId: turnbolt.projectId, role: "developer" }],
    });
    const { invitations } = await turnbolt.client.invitations.list.query();
    expect(invitations.map(({ id }) => id)).not.toContain(invitation.id);
    const token = tokenOf(link);
    const accept = turnbolt.client.invitations.accept.mutate({ token, name: "Eve", password: PASSWORD });
    await expect(accept).rejects.toThrow("good for nothing");
    const again = await goThere({ ...who, email: "changed@example.test" });
    expect(await again.it.client.me.get.query()).toMatchObject({ email: who.email });
    expect(await peopleOf(who.email)).toEqual([{ id: expect.any(String), password: null }]);
  });

  it("comes in from a domain that is allowed, and is nothing anywhere", async () => {
    const email = `${randomUUID()}@example.org`;
    const { it } = await goThere(somebody({ email }));
    expect(await it.client.me.get.query()).toMatchObject({ email, isAdmin: false, projects: [] });
  });

  it("who has a password here signs in there too, as the same person", async () => {
    const who = somebody();
    const { link } = await invited(who.email);
    await turnbolt.client.invitations.accept.mutate({
      token: tokenOf(link),
      name: "Ada",
      password: PASSWORD,
    });
    const { it } = await goThere(who);
    expect(await it.client.me.get.query()).toMatchObject({
      email: who.email,
      name: "Ada",
      hasPassword: true,
    });
    expect((await browser().signIn(who.email)).status).toBe(200);
    expect(await sql`select kind from turnbolt.audit where kind = 'person.linked'`).toHaveLength(1);
  });

  it("whose address only the user info tells comes in, when it is about the same person", async () => {
    const who = somebody({ email: `${randomUUID()}@example.org` });
    const { it } = await goThere({ ...who, infoOf: who.sub });
    expect(await it.client.me.get.query()).toMatchObject({ email: who.email });
    const { location } = await goThere(somebody({ email: who.email, infoOf: "somebody else" }));
    expect(location).toContain("error=");
  });

  it("is sent to the sign-in page with a reason when nobody invited them", async () => {
    const who = somebody();
    const { it, location } = await goThere(who);
    expect(location).toMatch(/^\/sign-in\?error=not_invited/);
    expect([...it.cookies.keys()]).not.toContain("turnbolt");
    expect(await peopleOf(who.email)).toEqual([]);
  });

  it("who is shut out here does not come in from there", async () => {
    const who = somebody({ email: `${randomUUID()}@example.org` });
    const { it } = await goThere(who);
    const { id } = await it.client.me.get.query();
    await turnbolt.client.people.disable.mutate({ personId: id.slice("user:".length) });
    const { location } = await goThere(who);
    expect(location).toContain("error=");
  });

  it.each([
    ["an address that is not verified", { emailVerified: false }],
    ["an address that is verified in words", { emailVerified: "true" }],
    ["a token for another client", { claims: { aud: "another" } }],
    ["a token of another issuer", { claims: { iss: "https://evil.example" } }],
    ["a token of another sign-in", { claims: { nonce: "another" } }],
    ["a token without a nonce", { claims: { nonce: undefined } }],
    ["a token whose time is over", { claims: { exp: 1_700_000_000 } }],
    ["a token that somebody else signed", { foreignKey: true }],
    ["a token that nobody signed", { alg: "none" }],
    ["no token", { withoutIdToken: true }],
    ["another issuer on the way back", { back: { iss: "https://evil.example" } }],
    ["another state on the way back", { back: { state: "another-state-of-somebody" } }],
    ["a code that is not known", { back: { code: "unknown" } }],
  ] as [string, Partial<Persona>][])("does not come in with %s", async (_, over) => {
    const who = somebody({ email: `${randomUUID()}@example.org`, ...over });
    const { it, location } = await goThere(who);
    expect(location).toMatch(/\/sign-in\?error=/);
    expect([...it.cookies.keys()]).not.toContain("turnbolt");
    expect(await peopleOf(who.email)).toEqual([]);
    expect(turnbolt.lines.join("")).not.toContain(provider.settings.clientSecret);
  });
});

describe("the way there and back", () => {
  it("leads to a path of ours alone", async () => {
    for (const returnTo of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "projects",
      "/a b",
    ]) {
      const answer = await browser().post("/api/v1/auth/identity-provider", { returnTo });
      expect(answer.status, returnTo).toBe(422);
    }
  });

  it("is gone by the browser that began it, once", async () => {
    const email = `${randomUUID()}@example.org`;
    const { it, back } = await goThere(somebody({ email }));
    const path = `${back.pathname}${back.search}`;
    for (const other of [browser(), it]) {
      const end = await other.send(path);
      expect(end.headers.get("location")).toMatch(/\/sign-in\?error=/);
    }
  });

  it("is told about, and tried again when the provider does not answer", async () => {
    const other = await identityProvider(CALLBACK, ["client_secret_post"]);
    other.setDown(true);
    const server = await startTurnbolt({ publicUrl: PUBLIC, oidc: other.settings });
    try {
      expect(await server.client.setUp.state.query()).toMatchObject({
        identityProvider: { title: "Example ID" },
      });
      const it = browserAt(server.url);
      const begin = () => it.post("/api/v1/auth/identity-provider", {});
      expect((await begin()).status).toBe(504);
      other.setDown(false);
      const { url } = (await (await begin()).json()) as { url: string };
      const back = new URL(await other.signIn(url, somebody({ email: "grace@example.org" })));
      await it.send(`${back.pathname}${back.search}`);
      expect(await it.client.me.get.query()).toMatchObject({ email: "grace@example.org" });
      expect(other.complaints).toEqual([]);
    } finally {
      await server.stop();
      await other.stop();
    }
  }, 60_000);

  it("is not gone to a provider that calls itself something else than it was configured", async () => {
    const oidc = { ...provider.settings, issuer: `${provider.issuer}/` };
    const server = await startTurnbolt({ publicUrl: PUBLIC, oidc });
    try {
      const answer = await browserAt(server.url).post("/api/v1/auth/identity-provider", {});
      expect(answer.status).toBe(504);
      expect(answer.headers.getSetCookie()).toEqual([]);
    } finally {
      await server.stop();
    }
  }, 60_000);

  it("keeps nothing of the provider's tokens, and asked for nothing that it had to refuse", async () => {
    const columns =
      await sql`select column_name from information_schema.columns where table_name = 'outside_logins'`;
    expect(columns.map(({ column_name }) => column_name).toSorted()).toEqual([
      ...["created_at", "issuer", "person_id", "subject"],
    ]);
    expect(provider.complaints).toEqual(["a code that is not known, or was used"]);
  });
});
