import { checkedFetch } from "@turnbolt/answers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
/** Holds every answer against the document. */
let fetch: ReturnType<typeof checkedFetch>;
let cookie: string;
const email = "ada@example.test";
const PUBLIC = "https://turnbolt.example.test";

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  fetch = checkedFetch(turnbolt.url);
  const { link } = await turnbolt.client.invitations.create.mutate({ email, isAdmin: true });
  await turnbolt.client.invitations.accept.mutate({ token: tokenOf(link), name: "Ada", password: PASSWORD });
  const browser = browserAt(turnbolt.url);
  await browser.signIn(email);
  cookie = `turnbolt=${browser.cookies.get("turnbolt")}`;
}, 60_000);
afterAll(() => turnbolt.stop());

const send = (path: string, headers: Record<string, string>, body: object | null = { name: "Changed" }) =>
  fetch(`${turnbolt.url}${path}`, {
    method: body === null ? "GET" : path.startsWith("/trpc") ? "POST" : "PATCH",
    headers: { "content-type": "application/json", ...headers },
    ...(body !== null && { body: JSON.stringify(body) }),
  });
const doors = ["/trpc/me.rename", "/api/v1/me"];
const nameNow = async () =>
  ((await (await send("/api/v1/me", { cookie }, null)).json()) as { name: string }).name;

describe("a change with a cookie", () => {
  it.each([
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["another site, by an old browser", { origin: "https://evil.example" }],
    [
      "another site of the same domain",
      { origin: "https://evil.example.test", "sec-fetch-site": "same-site" },
    ],
    ["another port of this machine", { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" }],
    ["a page without an origin", { origin: "null" }],
    ["nowhere", {}],
    ["a form that says it was typed", { "sec-fetch-site": "none" }],
    [
      "a page that says one thing and another",
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    ],
  ] as [string, Record<string, string>][])(
    "is refused when it comes from %s, at both doors",
    async (_, headers) => {
      for (const door of doors) {
        const answer = await send(door, { cookie, ...headers });
        expect(answer.status, door).toBe(403);
        expect(await answer.text()).toContain("does not come from a page of this server");
      }
      expect(await nameNow()).toBe("Ada");
    },
  );

  it("is done for a page of ours, at both doors", async () => {
    const pages: Record<string, string>[] = [
      { origin: turnbolt.url, "sec-fetch-site": "same-origin" },
      { origin: turnbolt.url },
      { "sec-fetch-site": "same-origin" },
    ];
    for (const headers of pages) {
      for (const door of doors)
        expect((await send(door, { cookie, ...headers }, { name: "Ada" })).status).toBe(200);
    }
  });

  it("is read wherever it comes from: nobody elsewhere sees the answer", async () => {
    const answer = await send("/api/v1/me", { cookie, origin: "https://evil.example" }, null);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    const mutation = await send("/trpc/me.rename?input=%7B%22name%22%3A%22Changed%22%7D", { cookie }, null);
    expect(mutation.status).toBe(405);
  });

  it("needs no origin with a token, which no browser sends by itself", async () => {
    const authorization = `Bearer ${TOKEN}`;
    const headers = { authorization, cookie, origin: "https://evil.example" };
    expect((await send("/trpc/me.rename", headers)).status).toBe(400);
    expect(await (await send("/trpc/me.rename", headers)).text()).toContain("Only people");
  });
});

describe("a cookie", () => {
  it("that we never made, or that was changed, is nobody's and breaks nothing", async () => {
    const [token = "", signature = ""] = decodeURIComponent(cookie.slice("turnbolt=".length)).split(".");
    const forged = [
      ...["", "x", ".", "a.b", "%E0%A4%A", "%00", "x".repeat(4_000), '"', "turnbolt"],
      ...[
        token,
        `${token}.`,
        `${token}.${encodeURIComponent(signature.toLowerCase())}`,
        `x${token}.${signature}`,
      ],
    ];
    for (const value of forged) {
      for (const path of ["/api/v1/me", "/trpc/me.get"]) {
        const answer = await send(path, { cookie: `turnbolt=${value}` }, null);
        expect(answer.status, value).toBe(401);
      }
    }
    expect((await send("/api/v1/me", { cookie: `a=b; ${cookie}; c=d` }, null)).status).toBe(200);
    expect((await send("/api/v1/set-up", { cookie: "turnbolt=x" }, null)).status).toBe(200);
  });
});

describe("signing in", () => {
  const signIn = (headers: Record<string, string>) =>
    fetch(`${turnbolt.url}/api/v1/auth/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ email, password: PASSWORD }),
    });

  it("is not done for another site's page, which would make somebody somebody else", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { origin: "null" },
    ] as Record<string, string>[]) {
      const answer = await signIn(headers);
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await signIn({})).status).toBe(200);
  });

  it("and out is not done for another site's page either", async () => {
    const out = (headers: Record<string, string>) =>
      fetch(`${turnbolt.url}/api/v1/auth/sign-out`, { method: "POST", headers: { cookie, ...headers } });
    expect((await out({ origin: "https://evil.example" })).status).toBe(403);
    expect(await nameNow()).toBe("Ada");
  });

  it.each([
    [{ email }, ["password"]],
    [{ email, password: 1 }, ["password"]],
    [{ email: "x".repeat(300), password: PASSWORD }, ["email"]],
  ])("with %o is refused with the path", async (body, path) => {
    const { status, json } = await (async () => {
      const answer = await fetch(`${turnbolt.url}/api/v1/auth/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, json: await answer.json() };
    })();
    expect(status).toBe(422);
    expect(json).toMatchObject({
      error: "ValidationFailure",
      message: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });
});

describe("a body that is none", () => {
  const bodies = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"email":{"__proto__":1}}',
    "[".repeat(900_000),
    "x".repeat(2_000_000),
  ];

  it("is refused by every route of signing in, in the words of the API; 404 where there is no identity provider", async () => {
    for (const route of ["sign-in", "identity-provider"]) {
      for (const body of bodies) {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${turnbolt.url}/api/v1/auth/${route}`, { method: "POST", headers, body });
        expect([400, 404, 413, 422], `${route} ${body.slice(0, 20)}`).toContain(answer.status);
        expect(await answer.json()).toMatchObject({ statusCode: answer.status, reqId: expect.any(String) });
      }
    }
    expect((await fetch(`${turnbolt.url}/api/v1/auth/nothing`, { method: "POST" })).status).toBe(404);
  });
});

describe("a server that people reach over https", () => {
  it("gives its cookie to https alone, for this host alone, and believes its public address", async () => {
    const other = await startTurnbolt({ publicUrl: PUBLIC });
    try {
      const invitation = await other.client.invitations.create.mutate({ email, isAdmin: true });
      expect(invitation.link).toMatch(/^https:\/\/turnbolt\.example\.test\/invitation#tbl_/);
      const token = tokenOf(invitation.link);
      await other.client.invitations.accept.mutate({ token, name: "Ada", password: PASSWORD });
      const browser = browserAt(other.url);
      const answer = await browser.post(
        "/api/v1/auth/sign-in",
        { email, password: PASSWORD },
        { origin: PUBLIC, host: "turnbolt.example.test" },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
      expect(browser.said).toEqual([
        expect.stringMatching(
          /^__Host-turnbolt=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
        ),
      ]);
      const renamed = await browser.post("/trpc/me.rename", { name: "Lin" }, { origin: PUBLIC });
      expect(renamed.status).toBe(200);
    } finally {
      await other.stop();
    }
  }, 60_000);
});
