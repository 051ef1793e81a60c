import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let count = 0;

beforeAll(async () => {
  turnbolt = await startTurnbolt({ trustProxy: { hops: 1 } });
}, 60_000);
afterAll(() => turnbolt.stop());

/** Each from an address of its own: signing in is limited by it. */
const browser = () => browserAt(turnbolt.url, { "x-forwarded-for": `192.0.2.${++count}` });

/** Somebody new, who has come in and has not signed in. */
async function person(over: { isAdmin?: boolean } = {}): Promise<string> {
  const email = `person-${++count}@example.test`;
  const { link } = await turnbolt.client.invitations.create.mutate({ email, isAdmin: true, ...over });
  await turnbolt.client.invitations.accept.mutate({ token: tokenOf(link), name: "Ada", password: PASSWORD });
  return email;
}

async function signedIn(email: string, more: object = {}): Promise<Browser> {
  const it = browser();
  expect((await it.signIn(email, PASSWORD, more)).status).toBe(200);
  return it;
}

describe("the first admin", () => {
  it("comes in by the link, once, and may do everything", async () => {
    const { services } = turnbolt.server;
    expect(await turnbolt.client.setUp.state.query()).toEqual({ isNeeded: true, identityProvider: null });
    const before = tokenOf((await services.arrivals.setUpLink()) ?? "");
    const link = (await services.arrivals.setUpLink()) ?? "";
    expect(link).toMatch(new RegExp(`^${turnbolt.url}/set-up#tbl_\\w{49}$`));
    const me = { email: " First@Example.test ", name: "First", password: PASSWORD };
    const setUp = (token: string) => turnbolt.client.setUp.complete.mutate({ ...me, token });
    await expect(setUp(before)).rejects.toMatchObject({ data: { issues: [{ path: ["token"] }] } });
    const done = await Promise.allSettled([setUp(tokenOf(link)), setUp(tokenOf(link))]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await services.arrivals.setUpLink()).toBeNull();
    const { client } = await signedIn("first@example.test");
    expect(await client.me.get.query()).toMatchObject({
      kind: "person",
      id: expect.stringMatching(/^user:/),
      email: "first@example.test",
      isAdmin: true,
      rules: [{ action: "manage", subject: "all" }],
    });
    expect(await client.setUp.state.query()).toMatchObject({ isNeeded: false });
    expect((await client.people.list.query()).people).toHaveLength(1);
  });
});

describe("a person", () => {
  it("signs in with a cookie that no script can read, and out again", async () => {
    const email = await person();
    const it = browser();
    const answer = await it.signIn(email.toUpperCase());
    expect(await answer.json()).toEqual({ person: { id: expect.any(String), email, name: "Ada" } });
    expect(it.said).toEqual([
      expect.stringMatching(/^turnbolt=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await it.client.me.get.query()).toMatchObject({ email });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const cookie = `turnbolt=${it.cookies.get("turnbolt")}`;
    expect((await it.signOut()).status).toBe(200);
    expect([...it.cookies]).toEqual([]);
    const again = await it.send("/trpc/me.get", { headers: { cookie } });
    expect(again.status).toBe(401);
  });

  it("who is not to be remembered gets a cookie that ends with the browser, and a session of a day", async () => {
    const { said, client } = await signedIn(await person(), { remember: false });
    expect(said.join("\n")).not.toMatch(/max-age|expires/i);
    const { sessions } = await client.me.sessions.query();
    const [{ createdAt = "", expiresAt = "" } = {}] = sessions;
    expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).toBeLessThanOrEqual(86_400_000);
  });

  it("who is wrong about the password or unknown is told the same, and the password nowhere", async () => {
    const email = await person();
    const wrong = "Not the password 123";
    const answers = [await browser().signIn(email, wrong), await browser().signIn(`x${email}`, wrong)];
    const bodies = await Promise.all(answers.map(async (one) => [one.status, await one.json()]));
    for (const [status, body] of bodies) {
      expect(status).toBe(401);
      expect(body).toEqual({
        reqId: expect.any(String),
        statusCode: 401,
        error: "Unauthorized",
        message: "The e-mail address or the password is wrong.",
      });
    }
    expect(turnbolt.lines.join("")).not.toContain(wrong);
  });

  it("sees where they are signed in, and ends one session, the others or all", async () => {
    const email = await person();
    const [mine, other, third] = [await signedIn(email), await signedIn(email), await signedIn(email)];
    const listed = (await mine.client.me.sessions.query()).sessions;
    expect(listed.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(listed).toHaveLength(3);
    const [theirs] = (await other.client.me.sessions.query()).sessions.filter(({ isCurrent }) => isCurrent);
    expect(await mine.client.me.endSession.mutate({ sessionId: theirs?.id ?? "" })).toEqual({ ended: 1 });
    await expect(other.client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect(await mine.client.me.endSessions.mutate({ keepCurrent: true })).toEqual({ ended: 1 });
    await expect(third.client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect(await mine.client.me.endSessions.mutate({})).toEqual({ ended: 1 });
    await expect(mine.client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  });

  it("changes the password with the one before, and every other session ends", async () => {
    const email = await person();
    const [mine, other] = [await signedIn(email), await signedIn(email)];
    const next = "another long passphrase";
    const change = (currentPassword: string, newPassword: string) =>
      mine.client.me.changePassword.mutate({ currentPassword, newPassword });
    await expect(change("wrong", next)).rejects.toMatchObject({
      data: { issues: [{ path: ["currentPassword"] }] },
    });
    await expect(change(PASSWORD, `${email}!!`)).rejects.toMatchObject({
      data: { issues: [{ path: ["newPassword"] }] },
    });
    await change(PASSWORD, next);
    expect(await mine.client.me.get.query()).toMatchObject({ email });
    await expect(other.client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect((await browser().signIn(email)).status).toBe(401);
    expect((await browser().signIn(email, next)).status).toBe(200);
  });

  it("who is shut out is out at once, and comes in again when let in", async () => {
    const email = await person();
    const { client } = await signedIn(email);
    const [{ id = "" } = {}] = (await turnbolt.client.people.list.query({ search: email })).people;
    await turnbolt.client.people.disable.mutate({ personId: id });
    await expect(client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect((await browser().signIn(email)).status).toBe(401);
    await expect(turnbolt.client.people.resetPassword.mutate({ personId: id })).rejects.toThrow("disabled");
    await turnbolt.client.people.enable.mutate({ personId: id });
    await expect(client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    await signedIn(email);
  });

  it("sets a new password by an admin's link, once, and every session ends", async () => {
    const email = await person();
    const { client } = await signedIn(email);
    const [{ id = "" } = {}] = (await turnbolt.client.people.list.query({ search: email })).people;
    const { link } = await turnbolt.client.people.resetPassword.mutate({ personId: id });
    const password = "a new long passphrase";
    const reset = () => turnbolt.client.passwords.reset.mutate({ token: tokenOf(link), password });
    await reset();
    await expect(reset()).rejects.toThrow("good for nothing");
    await expect(client.me.get.query()).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect((await browser().signIn(email, password)).status).toBe(200);
  });
});
