import { readFile } from "node:fs/promises";
import { generatePassword } from "@turnbolt/core";
import { faultProxy, type MariadbTarget, requireTarget } from "@turnbolt/targets";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIFE_MS } from "../src/client.ts";
import provider from "../src/index.ts";
import { GRANTS, LOGIN, pair, startMariadb } from "./target.ts";

describe.skipIf(!requireTarget("mariadb"))("MariaDB", () => {
  let server: MariadbTarget;
  let connection: Record<string, unknown>;
  beforeAll(async () => {
    ({ server, connection } = await startMariadb([
      "--plugin-load-add=auth_ed25519",
      "--general-log",
      "--log-output=TABLE",
    ]));
  });
  afterAll(() => server.stop());

  const begin = async (more: { connection?: object; parameters?: object } = {}) => {
    const names = await pair(server);
    const rotation = callsOf(
      provider,
      { ...connection, ...more.connection },
      { ...names, ...more.parameters },
    );
    const before = { username: names.username1, password: "first" };
    return { ...rotation, names, before, draft: rotation.choose() };
  };
  const accepts = (secret: { username: string; password: string }) => server.canLogin(secret);

  it("changes the password of one account and touches the other at its own turn only", async () => {
    const { names, draft, issue, verify, revoke } = await begin();
    await issue(draft);
    await issue(draft);
    await verify(draft.secret);
    expect(await accepts(draft.secret)).toBe(true);
    expect(await accepts({ username: names.username2, password: "first" })).toBe(true);
    await revoke(draft.handle);
    expect(await accepts(draft.secret)).toBe(false);
  });

  it("rotates accounts of the host that it is told, and no others of their name", async () => {
    const { names, draft, issue } = await begin({ parameters: { host: "127.0.0.1" } });
    expect(await outcomeOf(issue(draft))).toBe("not-found");
    await server.run(`CREATE USER '${names.username1}'@'127.0.0.1' IDENTIFIED BY 'here'`);
    await issue(draft);
    expect(await accepts(draft.secret)).toBe(true);
    await server.run(`DROP USER '${names.username1}'@'127.0.0.1'`);
    expect(await accepts({ username: names.username1, password: "first" })).toBe(true);
  });

  it("offers the accounts for a form, without its own", async () => {
    const { names, choices } = await begin();
    const { options } = await choices("username1", names.username1.toUpperCase());
    expect(options).toEqual([{ value: names.username1, label: names.username1 }]);
    expect((await choices("username2", LOGIN.username)).options).toEqual([]);
  });

  describe("rights", () => {
    it("those of the README are enough", async () => {
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      for (const grant of GRANTS) expect(readme).toContain(`${grant};`);
      expect(await (await begin()).missing()).toEqual([]);
    });

    it.each([
      ["CREATE USER ON *.*", "CREATE USER ON *.*"],
      ["SELECT (User, Host, plugin) ON mysql.user", "SELECT (User, Host, plugin) ON mysql.user"],
    ])("without %s the check names it and nothing is changed", async (grant, permission) => {
      const { missing, issue, draft, before } = await begin();
      await server.run(`REVOKE ${grant} FROM 'turnbolt'@'%'`);
      expect(await missing()).toEqual([permission]);
      expect(await outcomeOf(issue(draft))).toBe("forbidden");
      await server.run(`GRANT ${grant} TO 'turnbolt'@'%'`);
      expect(await accepts(before)).toBe(true);
    });

    it("a read-only server is named, and nothing is changed there", async () => {
      const { missing, issue, draft } = await begin();
      await server.run("SET GLOBAL read_only = 1");
      expect(await missing()).toEqual(["a writable server (primary)"]);
      expect(await outcomeOf(issue(draft))).toBe("forbidden");
      await server.run("SET GLOBAL read_only = 0");
    });
  });

  it("accounts that are the same, the connection's own, absent or of another kind are refused", async () => {
    const check = async (username1: string, username2: string) =>
      await outcomeOf(callsOf(provider, connection, { username1, username2 }).check());
    const { names } = await begin();
    expect(await check(names.username1, names.username1)).toBe("invalid");
    expect(await check(names.username1, "turnbolt")).toBe("invalid");
    expect(await check(names.username1, "nobody-there")).toBe("not-found");
    await server.run("CREATE USER 'by_socket'@'%' IDENTIFIED VIA unix_socket");
    expect(await check(names.username1, "by_socket")).toBe("invalid");
    await server.run("CREATE USER 'by_curve'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('x')");
    expect(await check(names.username1, "by_curve")).toBe("invalid");
  });

  it("an account that is locked is not called a wrong password", async () => {
    const { before, verify } = await begin();
    await server.run(`ALTER USER '${before.username}'@'%' ACCOUNT LOCK`);
    expect(await outcomeOf(verify(before))).toBe("forbidden");
  });

  it("a lost answer is unknown, and a second try is the first one again", async () => {
    const proxy = await faultProxy({ to: { host: String(connection.host), port: Number(connection.port) } });
    const { draft, issue } = await begin({ connection: { host: proxy.host, port: proxy.port } });
    proxy.loseAnswer((request) => request.includes("ALTER USER"));
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    await expect.poll(() => accepts(draft.secret)).toBe(true);
    await issue(draft);
    proxy.loseRequest((request) => request.includes("ALTER USER"));
    const next = { ...draft, secret: { ...draft.secret, password: generatePassword() } };
    expect(await outcomeOf(issue(next))).toBe("unavailable");
    expect(await accepts(draft.secret)).toBe(true);
    await proxy.stop();
  });

  it("a killed client's ALTER USER waits for a lock no longer than the server's timeouts", async () => {
    const { draft, issue, before } = await begin();
    await server.run("SET GLOBAL lock_wait_timeout = 31536000");
    const locked = holdBackup(server);
    await expect.poll(locks).toBe(1);
    const runtime = plainRuntime();
    const lost = outcomeOf(issue(draft, runtime));
    await expect.poll(waiting).toBe(1);
    runtime.abort();
    expect(await lost).toBe("unavailable");
    const from = performance.now();
    await expect.poll(waiting, { timeout: LIFE_MS, interval: 50 }).toBe(0);
    expect(performance.now() - from).toBeLessThan(LIFE_MS);
    await locked;
    expect([await accepts(before), await accepts(draft.secret)]).toEqual([true, false]);
  }, 60_000);

  const locks = async () =>
    (await server.run("SHOW PROCESSLIST")).filter(({ Info }) => String(Info).startsWith("SELECT SLEEP"))
      .length;
  const waiting = async () =>
    (await server.run("SHOW PROCESSLIST")).filter(({ Info }) => String(Info).startsWith("ALTER USER")).length;

  describe("the server's log", () => {
    it("holds no password where the account takes a hash", async () => {
      const { draft, issue, verify, revoke } = await begin();
      await issue(draft);
      await verify(draft.secret);
      await revoke(draft.handle);
      const log = await generalLog(server);
      expect(log).toContain(`ALTER USER '${draft.handle}'@'%' IDENTIFIED BY PASSWORD '*`);
      expect(log).not.toContain(draft.secret.password);
    });

    it("holds it with plain text switched on, so the test above can fail", async () => {
      const { draft, issue } = await begin({ connection: { sendPlaintextPassword: true } });
      await issue(draft);
      expect(await generalLog(server)).toContain(draft.secret.password);
    });
  });
});

/** Everything that was sent to the server, as it wrote it down. */
async function generalLog(server: MariadbTarget): Promise<string> {
  const rows = await server.run("SELECT CAST(argument AS CHAR) AS text FROM mysql.general_log");
  return rows.map(({ text }) => String(text)).join("\n");
}

/** Holds a lock that every ALTER USER has to wait for, for longer than the plugin lets one wait. */
function holdBackup(server: MariadbTarget): Promise<unknown> {
  return server.run("SELECT SLEEP(15) FROM mysql.global_priv LIMIT 1");
}
