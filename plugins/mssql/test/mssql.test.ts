import { readFile } from "node:fs/promises";
import { generatePassword } from "@turnbolt/core";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LIFE_MS } from "../src/client.ts";
import provider from "../src/index.ts";
import { addLogin, keyOf } from "./emulator/instance.ts";
import type { Command } from "./emulator/server.ts";
import { canLogin, GRANTS, LOGIN, pair, startEmulator } from "./target.ts";

const FIRST = "First-1-password";
const isAlter = ({ text }: Command) => text.startsWith("ALTER LOGIN");

describe("SQL Server", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
  });
  afterEach(() => {
    delete at.server.hooks.before;
    delete at.server.hooks.after;
    at.server.instance.locks.clear();
  });
  afterAll(() => at.server.stop());

  const begin = (more: { connection?: object; parameters?: object } = {}) => {
    const names = pair(at.server);
    const rotation = callsOf(
      provider,
      { ...at.connection, ...more.connection },
      { ...names, ...more.parameters },
    );
    return {
      ...rotation,
      names,
      before: { username: names.username1, password: FIRST },
      draft: rotation.choose(),
    };
  };
  const accepts = (secret: { username: string; password: string }) => canLogin(at.server, secret);
  const loginOf = (name: string) => {
    const login = at.server.instance.logins.get(keyOf(name));
    if (!login) throw new Error(`there is no login ${name}`);
    return login;
  };

  it("changes the password of one login and touches the other at its own turn only", async () => {
    const { names, draft, issue, verify, revoke } = begin();
    await issue(draft);
    await issue(draft);
    await verify(draft.secret);
    expect(await accepts(draft.secret)).toBe(true);
    expect(await accepts({ username: names.username2, password: FIRST })).toBe(true);
    await revoke(draft.handle);
    expect(await accepts(draft.secret)).toBe(false);
  });

  it("a verified login has logged in as itself and run a query", async () => {
    const { before, verify } = begin();
    at.server.seen.length = 0;
    await verify(before);
    const last = at.server.seen.at(-1);
    expect(last).toEqual({ kind: "batch", login: before.username, text: "SELECT 1 AS one" });
  });

  it("offers the logins for a form, without its own, a page at a time", async () => {
    const { names, choices } = begin();
    const { options } = await choices("username1", names.username1.toUpperCase());
    expect(options).toEqual([{ value: names.username1, label: names.username1 }]);
    expect((await choices("username2", LOGIN.username)).options).toEqual([]);
    for (let n = 100; n < 160; n++) addLogin(at.server.instance, `many_${n}`, FIRST);
    const first = await choices("username1", "many_");
    expect([first.options.length, first.next]).toEqual([50, "many_149"]);
    const second = await choices("username1", "many_", first.next);
    expect([second.options.length, second.next]).toEqual([10, undefined]);
  });

  describe("rights", () => {
    it("those of the README are enough", async () => {
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      for (const grant of GRANTS) expect(readme).toContain(`${grant};`);
      expect(await begin().missing()).toEqual([]);
    });

    it("without ALTER ANY LOGIN the check names it and nothing is changed", async () => {
      const { missing, issue, draft, before } = begin();
      at.login.permissions.delete("ALTER ANY LOGIN");
      expect(await missing()).toEqual(["ALTER ANY LOGIN"]);
      expect(await outcomeOf(issue(draft))).toBe("forbidden");
      at.login.permissions.add("ALTER ANY LOGIN");
      expect(await accepts(before)).toBe(true);
    });

    it("ALTER on both logins is enough, and on one it is not", async () => {
      const { missing, names, issue, draft } = begin();
      at.login.permissions.delete("ALTER ANY LOGIN");
      at.login.permissions.add(`ALTER ON LOGIN::${names.username1}`);
      expect(await missing()).toEqual(["ALTER ANY LOGIN"]);
      at.login.permissions.add(`ALTER ON LOGIN::${names.username2}`);
      expect(await missing()).toEqual([]);
      await issue(draft);
      expect(await accepts(draft.secret)).toBe(true);
      at.login.permissions.clear();
      at.login.permissions.add("ALTER ANY LOGIN");
    });

    it("a login of sysadmin takes CONTROL SERVER, which the check names", async () => {
      const { missing, names, issue, draft } = begin();
      loginOf(names.username1).sysadmin = true;
      expect(await missing()).toEqual([`CONTROL SERVER, for [${names.username1}]: sysadmin`]);
      expect(await outcomeOf(issue(draft))).toBe("forbidden");
    });
  });

  it("logins that are the same, the connection's own, absent or of Windows are refused", async () => {
    const check = (username1: string, username2: string) =>
      outcomeOf(callsOf(provider, at.connection, { username1, username2 }).check());
    const { names } = begin();
    addLogin(at.server.instance, "CORP\\app", "", { type: "U" });
    expect(await check(names.username1, names.username1)).toBe("invalid");
    expect(await check(names.username1, names.username1.toUpperCase())).toBe("invalid");
    expect(await check(names.username1, "TURNBOLT")).toBe("invalid");
    expect(await check(names.username1, "nobody-there")).toBe("not-found");
    expect(await check(names.username1, "CORP\\app")).toBe("invalid");
  });

  it("a login that is gone is told from one that may not be changed, and is revoked already", async () => {
    const { names, draft, issue, revoke } = begin();
    at.server.instance.logins.delete(names.username1);
    expect(await outcomeOf(issue(draft))).toBe("not-found");
    expect(await outcomeOf(revoke(draft.handle))).toBe("ok");
  });

  it.each([
    ["short", 5],
    ["simple", 40],
  ])("a password that the policy finds too %s is a definite no", async (_, length) => {
    const passwordRequirements = { length, required: { digits: 0, lowercase: 1, uppercase: 0, symbols: 0 } };
    const { draft, issue, before } = begin({ parameters: { passwordRequirements } });
    const simple = { ...draft, secret: { ...draft.secret, password: "a".repeat(length) } };
    expect(await outcomeOf(issue(simple))).toBe("refused");
    expect(await accepts(before)).toBe(true);
  });

  it.each([15114, 15115])(
    "a refusal for age or history (%i) is not a no: it may be the password in place",
    async (number) => {
      const { draft, issue } = begin();
      at.server.hooks.before = (command) =>
        isAlter(command) ? { number, severity: 16, text: "Password validation failed." } : undefined;
      expect(await outcomeOf(issue(draft))).toBe("unavailable");
    },
  );

  it.each([{ enabled: false }, { locked: true }, { mustChange: true }])(
    "a login with %o is not called a wrong password",
    async (state) => {
      const { before, verify } = begin();
      Object.assign(loginOf(before.username), state);
      expect(await outcomeOf(verify(before))).toBe("forbidden");
    },
  );

  it("a database that is closed to the login is not called a wrong password", async () => {
    const { before, verify, check } = begin({ connection: { database: "closed" } });
    expect(await outcomeOf(verify(before))).toBe("forbidden");
    expect(await outcomeOf(check())).toBe("invalid");
  });

  it("a lost answer is unknown, and a second try is the first one again", async () => {
    const { draft, issue } = begin();
    at.server.hooks.after = (command) => (isAlter(command) ? "drop" : undefined);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    delete at.server.hooks.after;
    expect(await accepts(draft.secret)).toBe(true);
    await issue(draft);
    at.server.hooks.before = (command) => (isAlter(command) ? "drop" : undefined);
    const next = { ...draft, secret: { ...draft.secret, password: generatePassword() } };
    expect(await outcomeOf(issue(next))).toBe("unavailable");
    expect(await accepts(draft.secret)).toBe(true);
  });

  it("a login that is cut off is told at once", async () => {
    const { before, verify } = begin();
    at.server.hooks.before = () => "drop";
    expect(await outcomeOf(verify(before))).toBe("unavailable");
    const runtime = plainRuntime();
    at.server.hooks.before = () => {
      runtime.abort();
      return "drop";
    };
    expect(await outcomeOf(verify(before, runtime))).toBe("unavailable");
  });

  it("a killed client's ALTER LOGIN waits for a lock no longer than the session's timeout", async () => {
    const { draft, issue, before } = begin();
    const lock = Promise.withResolvers<void>();
    at.server.instance.locks.set(keyOf(before.username), lock.promise);
    const runtime = plainRuntime();
    const lost = outcomeOf(issue(draft, runtime));
    await expect.poll(() => at.server.running()).toBe(1);
    await expect.poll(() => at.server.seen.at(-1)?.text.startsWith("ALTER LOGIN")).toBe(true);
    runtime.abort();
    expect(await lost).toBe("unavailable");
    const from = performance.now();
    await expect.poll(() => at.server.running(), { timeout: LIFE_MS, interval: 50 }).toBe(0);
    expect(performance.now() - from).toBeLessThan(LIFE_MS);
    lock.resolve();
    expect([await accepts(before), await accepts(draft.secret)]).toEqual([true, false]);
  }, 40_000);

  it("no error repeats what the server or the statement said", async () => {
    const { draft, issue } = begin();
    at.server.hooks.before = (command) =>
      isAlter(command) ? { number: 50_000, severity: 16, text: command.text } : undefined;
    const error: unknown = await issue(draft).catch((error: unknown) => error);
    const told = error instanceof Error ? [error.message, error.stack, String(error.cause)].join() : "";
    expect(told).toContain("50000");
    expect(told).not.toContain(draft.secret.password);
    expect(told).not.toContain("ALTER LOGIN");
  });
});
