import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresTarget, postgresTarget, requireTarget } from "../src/index.ts";

const versions = { embedded: /^18\./, debian: /^\d+\./ } as const;

describe.each(["embedded", "debian"] as const)("a throw-away PostgreSQL (%s)", (version) => {
  const here = version === "embedded" || requireTarget("debian-postgres");
  let target: PostgresTarget;

  beforeAll(async () => {
    if (here) target = await postgresTarget({ version, settings: { work_mem: "5MB" } }).start();
  });
  afterAll(() => target?.stop());

  it.skipIf(!here)("is the version and has the settings that were asked for", async () => {
    const sql = postgres(target.url, { max: 1 });
    const [row] =
      await sql`select current_setting('server_version') as version, current_setting('work_mem') as mem`;
    await sql.end();
    expect(row?.version).toMatch(versions[version]);
    expect(row?.mem).toBe("5MB");
  });

  it.skipIf(!here).each([
    ["plain", "simple"],
    [`a."b';--$$ é`, `p'"\\$$; drop`],
    ["UPPER lower", "ünïcode ☃ password"],
  ])("lets the account %j in with its password and with no other", async (username, password) => {
    await target.createAccount(username, password);
    expect(await target.canLogin({ username, password })).toBe(true);
    expect(await target.canLogin({ username, password: `${password}x` })).toBe(false);
  });

  it.skipIf(!here)("says no to an account that does not exist", async () => {
    expect(await target.canLogin({ username: "nobody-here", password: "x" })).toBe(false);
  });

  it.skipIf(!here)("writes what happens to a log that can be read", async () => {
    await target.canLogin({ username: "in-the-log", password: "x" });
    expect(await target.log()).toContain('authentication failed for user "in-the-log"');
  });
});

describe("a stopped target", () => {
  it("has removed its files and cannot be asked", async () => {
    const target = await postgresTarget().start();
    const sql = postgres(target.url, { max: 1 });
    const [row] = await sql<{ data: string }[]>`select current_setting('data_directory') as data`;
    await sql.end();
    const { admin } = target;
    await target.stop();
    expect(row && existsSync(dirname(row.data))).toBe(false);
    expect(() => target.admin).toThrow("call start() first");
    await expect(Promise.resolve().then(() => target.canLogin(admin))).rejects.toThrow("call start() first");
  });
});

describe("a target that the machine lacks", () => {
  it("skips its suite aloud here and fails it in CI", () => {
    expect(requireTarget("debian-postgres", false, false)).toBe(false);
    expect(() => requireTarget("debian-postgres", true, false)).toThrow("apt-get install");
    expect(requireTarget("debian-postgres", true, true)).toBe(true);
  });
});

it("says why it did not start when somebody has its port", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = address !== null && typeof address === "object" ? String(address.port) : "";
  try {
    await expect(postgresTarget({ settings: { port } }).start()).rejects.toThrow(
      /did not start.*could not bind/s,
    );
  } finally {
    other.close();
  }
});
