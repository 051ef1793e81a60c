import { generatePassword } from "@turnbolt/core";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import provider from "../src/index.ts";
import type { Command } from "./emulator/server.ts";
import { addUser, error } from "./emulator/users.ts";
import { canLogin, LOGIN, pair, startEmulator } from "./target.ts";

const FIRST = "First-1-password";
const isAlter = ({ sql }: Command) => sql.startsWith("ALTER USER");

describe("Oracle Database", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
  });
  afterEach(() => {
    delete at.server.hooks.before;
    delete at.server.hooks.after;
    at.server.instance.locks.clear();
    at.server.instance.verify = null;
    at.server.instance.reuse = "unlimited";
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
  const userOf = (name: string) => {
    const user = at.server.instance.users.get(name.toUpperCase());
    if (!user) throw new Error(`there is no user ${name}`);
    return user;
  };

  it("changes the password of one user and touches the other at its own turn only", async () => {
    const { names, draft, choose, issue, verify, revoke } = begin();
    await issue(draft);
    await issue(draft);
    await verify(draft.secret);
    expect(await accepts(draft.secret)).toBe(true);
    expect(await accepts({ username: names.username2, password: FIRST })).toBe(true);
    expect(choose(1, draft).secret.username).toBe(names.username2);
    await revoke(draft.handle);
    expect(await accepts(draft.secret)).toBe(false);
  });

  it("a verified user has logged in as itself and run a query", async () => {
    const { before, verify } = begin();
    at.server.seen.length = 0;
    await verify(before);
    const login = before.username.toUpperCase();
    expect(at.server.seen).toEqual([
      { kind: "login", login, sql: "" },
      { kind: "execute", login, sql: "SELECT 1 AS one FROM DUAL" },
    ]);
  });

  it("takes its turns by the user, however the parameters spell it", () => {
    const { names, draft } = begin();
    const spelt = { username1: `"${names.username1.toUpperCase()}"`, username2: names.username2 };
    const { choose } = callsOf(provider, at.connection, spelt);
    expect(choose(1, draft).secret.username).toBe(names.username2);
    const subjects = [names, spelt].map((pair) =>
      provider.subjects(provider.connection.parse(at.connection), provider.parameters.parse(pair)),
    );
    expect(subjects[0]).toEqual(subjects[1]);
  });

  it("offers the users for a form, without its own and Oracle's, a page at a time", async () => {
    const { names, choices } = begin();
    const value = names.username1.toUpperCase();
    expect((await choices("username1", names.username1)).options).toEqual([{ value, label: value }]);
    expect((await choices("username2", LOGIN.username)).options).toEqual([]);
    expect((await choices("username2", "system")).options).toEqual([]);
    addUser(at.server.instance, "Odd one", FIRST);
    expect((await choices("username1", "odd")).options).toEqual([{ value: '"Odd one"', label: '"Odd one"' }]);
    for (let n = 100; n < 160; n++) addUser(at.server.instance, `MANY_${n}`, FIRST);
    const first = await choices("username1", "many_");
    expect([first.options.length, first.next]).toEqual([50, "MANY_149"]);
    const second = await choices("username1", "many_", first.next);
    expect([second.options.length, second.next]).toEqual([10, undefined]);
  });

  it("a user that is gone is not found, and is revoked already", async () => {
    const { names, draft, issue, revoke } = begin();
    at.server.instance.users.delete(names.username1.toUpperCase());
    expect(await outcomeOf(issue(draft))).toBe("not-found");
    expect(await outcomeOf(revoke(draft.handle))).toBe("ok");
  });

  describe("Oracle's 30 characters", () => {
    it("are what a password has when nobody says otherwise, and the most one may ask for", async () => {
      const { draft, issue } = begin();
      expect(draft.secret.password).toHaveLength(30);
      await issue(draft);
      expect(await accepts(draft.secret)).toBe(true);
      const asked = (passwordRequirements: object) =>
        provider.parameters.safeParse({ username1: "a", username2: "b", passwordRequirements });
      expect(asked({ length: 31 }).success).toBe(false);
      expect(asked({ length: 30 }).success).toBe(true);
      expect(asked({}).data?.passwordRequirements?.length).toBe(30);
      const many = { digits: 16, lowercase: 15, uppercase: 0, symbols: 0 };
      expect(asked({ required: many }).success).toBe(false);
    });

    it("a longer one is a definite no at the server", async () => {
      const { draft, issue, before } = begin();
      const long = { ...draft, secret: { ...draft.secret, password: `${draft.secret.password}x` } };
      expect(await outcomeOf(issue(long))).toBe("refused");
      expect(await accepts(before)).toBe(true);
    });
  });

  it("a password that the verify function refuses is a definite no", async () => {
    const { draft, issue, before } = begin();
    at.server.instance.verify = () => "Password must contain at least 1 special character(s)";
    expect(await outcomeOf(issue(draft))).toBe("refused");
    expect(await accepts(before)).toBe(true);
  });

  it("a refusal for history is not a no: it may be the password in place", async () => {
    const { draft, issue, verify } = begin();
    at.server.instance.reuse = "never";
    await issue(draft);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    expect(await outcomeOf(verify(draft.secret))).toBe("ok");
  });

  it.each([{ locked: true }, { expired: true }])(
    "a user with %o is not called a wrong password",
    async (state) => {
      const { before, verify } = begin();
      Object.assign(userOf(before.username), state);
      expect(await outcomeOf(verify(before))).toBe("forbidden");
    },
  );

  it("a user that may not enter is not called a wrong password", async () => {
    const { before, verify } = begin();
    userOf(before.username).privileges.clear();
    expect(await outcomeOf(verify(before))).toBe("forbidden");
  });

  it("a service that the listener does not know is told by its name", async () => {
    const { check } = begin({ connection: { database: "OTHER" } });
    await expect(check()).rejects.toMatchObject({ code: "invalid", message: /OTHER/ });
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

  it("an ALTER USER that somebody's lock holds up is interrupted while its client lives", async () => {
    const { draft, issue, before } = begin();
    const lock = Promise.withResolvers<void>();
    at.server.instance.locks.set(draft.handle, lock.promise);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    await expect.poll(() => at.server.running()).toBe(0);
    lock.resolve();
    expect([await accepts(before), await accepts(draft.secret)]).toEqual([true, false]);
  }, 20_000);

  it("one whose client is lost lands late, as the draft that is on disk", async () => {
    const { draft, issue, before } = begin();
    const lock = Promise.withResolvers<void>();
    at.server.instance.locks.set(draft.handle, lock.promise);
    const runtime = plainRuntime();
    const lost = outcomeOf(issue(draft, runtime));
    await expect.poll(() => at.server.seen.at(-1)?.sql.startsWith("ALTER USER")).toBe(true);
    runtime.abort();
    expect(await lost).toBe("unavailable");
    expect(await accepts(before)).toBe(true);
    expect(at.server.running()).toBe(1);
    lock.resolve();
    await expect.poll(() => at.server.running()).toBe(0);
    expect([await accepts(before), await accepts(draft.secret)]).toEqual([false, true]);
    at.server.instance.locks.clear();
    expect(await outcomeOf(issue(draft))).toBe("ok");
  });

  it("says how long such a call may still land: longer than the database waits for a lock", () => {
    expect(provider.lifeMs).toBeGreaterThan(15 * 60_000);
  });

  it("every byte leaves through one socket of the host, and nothing is left behind", async () => {
    const { draft, issue } = begin();
    const runtime = plainRuntime();
    await issue(draft, runtime);
    expect(runtime.sockets).toHaveLength(1);
    await expect.poll(() => runtime.sockets[0]?.destroyed).toBe(true);
  });

  it("settings of the vendor's client in the environment neither print a password nor change the session", async () => {
    const { draft, issue, verify } = begin();
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    vi.stubEnv("NODE_ORACLEDB_DEBUG_PACKETS", "1")
      .stubEnv("ORA_EDITION", "other")
      .stubEnv("ORA_SDTZ", "nowhere");
    await issue(draft);
    await verify(draft.secret);
    vi.unstubAllEnvs();
    expect(print.mock.calls.flat()).toEqual([]);
    print.mockRestore();
  });

  it("no error repeats what the server or the statement said", async () => {
    const { draft, issue } = begin();
    at.server.hooks.before = (command) => (isAlter(command) ? error(20_001, command.sql) : undefined);
    const failed: unknown = await issue(draft).catch((failed: unknown) => failed);
    const told = failed instanceof Error ? [failed.message, failed.stack, String(failed.cause)].join() : "";
    expect(told).toContain("ORA-20001");
    expect(told).not.toContain(draft.secret.password);
    expect(told).not.toContain("ALTER USER");
  });
});
