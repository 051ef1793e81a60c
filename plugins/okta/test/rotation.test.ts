import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretHash } from "../src/client.ts";
import { type OktaEmulator, startOkta } from "./emulator/server.ts";
import { callFor, clock, codeOf, errorOf, okta } from "./session.ts";

let emulator: OktaEmulator;
beforeEach(async () => {
  emulator = await startOkta(clock);
});
afterEach(() => emulator.stop());

const created = () => emulator.seen.filter((line) => /^POST .*\/secrets$/.test(line)).length;

describe("issue", () => {
  it("makes one more secret of our value, active, and gives the name that Okta gave it", async () => {
    const { issue, verify, held, draft } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    expect(held()).toHaveLength(2);
    expect(held()).toContain(handle);
    expect(draft.handle).toBe("draft-tb-1-2-3-1");
    await verify();
  });

  it("is the same twice as once", async () => {
    const { issue, held } = await callFor(emulator);
    expect(await issue()).toBe(await issue());
    expect(held()).toHaveLength(1);
  });

  it("adopts what it made when the answer was lost, and never makes it twice", async () => {
    const { issue, held, verify } = await callFor(emulator, { strangers: 1 });
    emulator.hooks.after = (ask) => (ask.method === "POST" ? "drop" : undefined);
    expect(await codeOf(issue())).toBe("unavailable");
    delete emulator.hooks.after;
    expect(held()).toContain(await issue());
    expect([held().length, created()]).toEqual([2, 1]);
    await verify();
  });

  it("adopts it by its hash where the list shows no values", async () => {
    emulator.settings.showsValues = false;
    const { issue, held } = await callFor(emulator);
    expect(await issue()).toBe(await issue());
    expect(held()).toHaveLength(1);
  });

  it("makes a secret of ours that somebody switched off work again", async () => {
    const { app, issue, verify } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    emulator.org.setStatus(app.id, handle, "INACTIVE");
    expect(await codeOf(verify())).toBe("refused");
    expect(await issue()).toBe(handle);
    await verify();
  });

  it("stops at a full app, naming both secrets and touching neither", async () => {
    const { issue, held } = await callFor(emulator, { strangers: 2 });
    const before = held();
    const error = await errorOf(issue());
    expect(error).toMatchObject({ code: "full" });
    for (const id of before) expect(String(error)).toContain(id);
    expect([held(), created()]).toEqual([before, 0]);
  });

  it("leaves the outcome open when Okta is full but the list shows room: one may be ours", async () => {
    const { app, issue, held } = await callFor(emulator, { strangers: 1 });
    emulator.org.lag.set(app.id, { loginMs: 0, listMs: 5000 });
    emulator.hooks.after = (ask) => (ask.method === "POST" ? "drop" : undefined);
    await codeOf(issue());
    delete emulator.hooks.after;
    expect(await codeOf(issue())).toBe("unavailable");
    clock.time += 5000;
    expect(held()).toContain(await issue());
  });

  it("says invalid for an app that came to use keys instead of secrets", async () => {
    const { issue } = await callFor(emulator, { authMethod: "private_key_jwt" });
    expect(await codeOf(issue())).toBe("invalid");
  });
});

describe("two secrets side by side", () => {
  it("both log in until the first one is revoked", async () => {
    const { draft, other, issue, verify, revoke, held } = await callFor(emulator);
    const [first, second] = [await issue(draft), await issue(other)];
    await verify(draft);
    await verify(other);
    await revoke(first);
    expect(await codeOf(verify(draft))).toBe("refused");
    await verify(other);
    expect(held()).toEqual([second]);
  });
});

describe("list", () => {
  it("shows every secret, ours or not, and marks the draft", async () => {
    const { draft, issue, list, held } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    const marked = (await list(draft)).map((entry) => [entry.handle, entry.isDraft]);
    expect(marked).toEqual(held().map((id) => [id, id === handle]));
    expect((await list()).every(({ isDraft }) => isDraft === undefined)).toBe(true);
  });

  it("marks the draft by its hash where the list shows no values", async () => {
    emulator.settings.showsValues = false;
    const { draft, issue, list } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    const marked = (await list(draft)).filter(({ isDraft }) => isDraft);
    expect(marked.map((entry) => entry.handle)).toEqual([handle]);
  });

  it("says when each was made, by Okta's clock, and lets no value through", async () => {
    const { draft, issue, list } = await callFor(emulator);
    await issue();
    const entries = await list(draft);
    expect(entries[0]?.issuedAt).toEqual(new Date(clock.time));
    expect(JSON.stringify(entries)).not.toContain(draft.secret.clientSecret);
  });

  it.each([
    ["3ZIqRCzmjcdNPK2Y29x1qSkI5NRHji_eGIm4aKtI", "jMur1qOhMw_MtC9aQo7YEg"],
    ["D0HxBn1FtTXeYC4cSBwWL_sPMztMT2t6Ei9n1QjO", "tI4z6TbSw5YYd8RtcClaEw"],
    ["7U_MTFeIoRVHtPTcb4MY0gESLLisXfNRbbob1Quo", "cfQjsGNDYEn5e3rqJME_jQ"],
  ])("hashes %s as Okta's own guide shows it", async (value, hash) => {
    expect(await secretHash(value)).toBe(hash);
  });
});

describe("revoke", () => {
  it("switches an active secret off before it deletes it", async () => {
    const { issue, revoke, held } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    await revoke(handle);
    expect(held()).not.toContain(handle);
    expect(emulator.seen.slice(-2)).toEqual([
      expect.stringMatching(/^POST .*\/lifecycle\/deactivate$/),
      expect.stringMatching(/^DELETE /),
    ]);
  });

  it("takes one that is gone, or never was, for done", async () => {
    const { issue, revoke } = await callFor(emulator, { strangers: 1 });
    const handle = await issue();
    await revoke(handle);
    await revoke(handle);
    await revoke("draft-tb-1-2-3-1");
  });

  it.each(["GET", "POST", "DELETE"])(
    "comes to the same end when the answer to its %s is lost",
    async (method) => {
      const { issue, revoke, held } = await callFor(emulator, { strangers: 1 });
      const handle = await issue();
      emulator.hooks.after = (ask) => (ask.method === method ? "drop" : undefined);
      expect(await codeOf(revoke(handle))).toBe("unavailable");
      delete emulator.hooks.after;
      await revoke(handle);
      expect(held()).toHaveLength(1);
      expect(held()).not.toContain(handle);
    },
  );

  it("says that Okta keeps the last active secret", async () => {
    const { issue, revoke, held } = await callFor(emulator);
    const handle = await issue();
    expect(okta.keepsLast).toBe(true);
    expect(await codeOf(revoke(handle))).toBe("refused");
    expect(held()).toEqual([handle]);
  });
});

describe("verify", () => {
  it.each(["client_secret_basic", "client_secret_post"] as const)(
    "logs in as an app set to %s",
    async (authMethod) => {
      const { draft, issue, verify } = await callFor(emulator, { authMethod });
      await issue();
      await verify();
      const wrong = { ...draft, secret: { ...draft.secret, clientSecret: "wr:%ong" } };
      expect(await codeOf(verify(wrong))).toBe("refused");
    },
  );

  it("logs in with a client ID that is not the app ID", async () => {
    const { draft, issue, verify } = await callFor(emulator, { clientId: "billing-service" });
    await issue();
    expect(draft.secret.clientId).toBe("billing-service");
    await verify();
  });

  it("never uses the connection's login", async () => {
    const { call, issue, verify } = await callFor(emulator);
    await issue();
    const before = emulator.seen.length;
    await verify();
    expect(emulator.seen.slice(before)).toEqual(["POST /oauth2/v1/introspect"]);
    expect(JSON.stringify(call.runtime.sent)).not.toContain("client_secret");
  });

  it("is refused until a new secret works, and then accepted", async () => {
    const { app, issue, verify } = await callFor(emulator);
    emulator.org.lag.set(app.id, { loginMs: 10_000, listMs: 0 });
    await issue();
    expect(await codeOf(verify())).toBe("refused");
    clock.time += 10_000;
    await verify();
  });

  it.each([
    { status: 200, body: "<html>" },
    { status: 302, body: {} },
    { status: 400, body: { error: "invalid_request" } },
    { status: 403, body: { error: "access_denied" } },
    { status: 500, body: {} },
  ])("takes $status $body for no word about the secret", async (answer) => {
    const { issue, verify } = await callFor(emulator);
    await issue();
    emulator.hooks.before = () => answer;
    expect(await codeOf(verify())).toBe("unavailable");
  });

  it("carries no secret after a redirect", async () => {
    const { verify } = await callFor(emulator);
    emulator.hooks.before = () => ({ status: 307, headers: { location: "/elsewhere" } });
    expect(await codeOf(verify())).toBe("unavailable");
    expect(emulator.seen.at(-1)).toBe("POST /oauth2/v1/introspect");
  });
});
