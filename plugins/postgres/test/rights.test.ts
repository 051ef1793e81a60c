import { readFile } from "node:fs/promises";
import { generatePassword } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calls, outcome } from "./calls.ts";
import { hasAdminOption, type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

const names = { username1: "app_a", username2: "app_b" };

describe.each(versions)("rights at PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  let connection: Record<string, unknown>;
  let adminOption: boolean;

  beforeAll(async () => {
    target = await startPostgres(version);
    adminOption = await hasAdminOption(target.admin);
    await target.admin`DROP ROLE turnbolt`;
    await target.admin`CREATE ROLE app_a LOGIN`;
    await target.admin`CREATE ROLE app_b LOGIN`;
    for (const statement of await grantsOfReadme()) await target.admin.unsafe(statement);
    connection = { ...target.connection, password: "choose a password" };
  });
  afterAll(() => target.stop());

  const missing = async () =>
    (await calls(connection, names).check()).filter(({ held }) => !held).map(({ permission }) => permission);
  const without = async <T>(take: string, give: string, work: () => Promise<T>): Promise<T> => {
    await target.admin.unsafe(take);
    try {
      return await work();
    } finally {
      await target.admin.unsafe(give);
    }
  };
  const rotate = (username: string) =>
    outcome(calls(connection, names).issue({ username, password: generatePassword() }));

  it("with the grants of the README, check finds nothing missing and both accounts rotate", async () => {
    expect(await missing()).toEqual([]);
    expect(await rotate("app_a")).toBe("ok");
    expect(await rotate("app_b")).toBe("ok");
    const [role] = await target.admin`SELECT rolsuper FROM pg_roles WHERE rolname = 'turnbolt'`;
    expect(role).toEqual({ rolsuper: false });
  });

  it("without CREATEROLE, check names it and the server refuses the change", () =>
    without("ALTER ROLE turnbolt NOCREATEROLE", "ALTER ROLE turnbolt CREATEROLE", async () => {
      expect(await missing()).toEqual(["CREATEROLE"]);
      expect(await rotate("app_a")).toBe("forbidden");
      const alone = await calls(connection, names).checkConnection();
      expect(alone).toContainEqual({ permission: "CREATEROLE", held: false });
    }));

  it.each(["app_a", "app_b"])(
    "where ADMIN OPTION is asked for, check names the one that is missing on %s",
    (name) =>
      without(
        `REVOKE ${name} FROM turnbolt`,
        adminOption ? `GRANT ${name} TO turnbolt WITH ADMIN TRUE, INHERIT FALSE, SET FALSE` : "SELECT 1",
        async () => {
          expect(await missing()).toEqual(adminOption ? [`ADMIN OPTION ON "${name}"`] : []);
          expect(await rotate(name)).toBe(adminOption ? "forbidden" : "ok");
        },
      ),
  );

  it("an account that may not use the database is named", () =>
    without(
      "REVOKE CONNECT ON DATABASE app FROM PUBLIC; GRANT CONNECT ON DATABASE app TO turnbolt, app_a",
      "GRANT CONNECT ON DATABASE app TO PUBLIC",
      async () => expect(await missing()).toEqual(['CONNECT ON DATABASE "app" TO "app_b"']),
    ));

  it("a superuser among the accounts takes a superuser", () =>
    without("ALTER ROLE app_a SUPERUSER", "ALTER ROLE app_a NOSUPERUSER", async () => {
      expect(await missing()).toEqual(['SUPERUSER (over superuser "app_a")']);
      expect(await rotate("app_a")).toBe("forbidden");
    }));

  it("a replication role among the accounts takes a superuser where CREATEROLE is not enough", () =>
    without("ALTER ROLE app_a REPLICATION", "ALTER ROLE app_a NOREPLICATION", async () => {
      expect(await missing()).toEqual(adminOption ? [] : ['SUPERUSER (over replication role "app_a")']);
      expect(await rotate("app_a")).toBe(adminOption ? "ok" : "forbidden");
    }));

  it("a superuser's connection holds everything", () =>
    without(
      "ALTER ROLE turnbolt SUPERUSER NOCREATEROLE",
      "ALTER ROLE turnbolt NOSUPERUSER CREATEROLE",
      async () => {
        expect(await missing()).toEqual([]);
        expect(await rotate("app_a")).toBe("ok");
      },
    ));

  describe("where one of the accounts is the connection's own login", () => {
    const pair = { username1: "app_a", username2: "own_b" };
    const missingOf = async () => {
      const own = { ...connection, username: "own_b", password: "of its own" };
      const permissions = await calls(own, pair).check();
      return permissions.filter(({ held }) => !held).map(({ permission }) => permission);
    };
    const asRoles = (powers: string, work: () => Promise<void>) =>
      without(
        `CREATE ROLE own_b LOGIN ${powers} PASSWORD 'of its own'; ALTER ROLE app_a ${powers}`,
        "DROP ROLE own_b; ALTER ROLE app_a NOSUPERUSER NOCREATEROLE",
        work,
      );

    it("two superusers lack nothing", () =>
      asRoles("SUPERUSER", async () => expect(await missingOf()).toEqual([])));

    it("CREATEROLE for both is enough as long as it reaches every role", () =>
      asRoles("CREATEROLE", async () => {
        const administer = ['ADMIN OPTION ON "app_a"', 'ADMIN OPTION ON "own_b" for "app_a"'];
        expect(await missingOf()).toEqual(adminOption ? administer : []);
      }));

    it("no two roles can be given ADMIN OPTION on each other", () =>
      asRoles("CREATEROLE", async () => {
        await target.admin`GRANT app_a TO own_b WITH ADMIN OPTION`;
        await expect(target.admin`GRANT own_b TO app_a WITH ADMIN OPTION`).rejects.toThrow("is a member of");
      }));

    it("what the other account lacks is named, because it is next", () =>
      asRoles("SUPERUSER", async () => {
        await target.admin`ALTER ROLE app_a NOSUPERUSER`;
        const lacks = ['CREATEROLE for "app_a"', 'SUPERUSER (over superuser "own_b") for "app_a"'];
        expect(await missingOf()).toEqual(lacks);
      }));

    it("that login is never ended through itself", () =>
      asRoles("SUPERUSER", async () => {
        const own = { ...connection, username: "own_b", password: "of its own" };
        expect(await outcome(calls(own, pair).revoke("own_b"))).toBe("forbidden");
        await calls(own, pair).verify({ username: "own_b", password: "of its own" });
        expect(await outcome(calls(own, pair).revoke("app_a"))).toBe("ok");
      }));
  });

  it("a read-only server is named, and nothing is changed there", () =>
    without(
      "ALTER ROLE turnbolt SET default_transaction_read_only = on",
      "ALTER ROLE turnbolt RESET default_transaction_read_only",
      async () => {
        expect(await missing()).toEqual(["a writable server (primary)"]);
        expect(await rotate("app_a")).toBe("forbidden");
      },
    ));

  it("accounts that are the same, absent, locked or expired are refused", async () => {
    const check = (username1: string, username2: string) =>
      outcome(calls(connection, { username1, username2 }).check());
    expect(await check("app_a", "app_a")).toBe("invalid");
    expect(await check("app_a", "app_c")).toBe("not-found");
    expect(await check("APP_A", "app_b")).toBe("not-found");
    await target.admin`CREATE ROLE group_only`;
    expect(await check("app_a", "group_only")).toBe("invalid");
    await target.admin`CREATE ROLE expired LOGIN VALID UNTIL '2001-01-01'`;
    expect(await check("app_a", "expired")).toBe("invalid");
  });

  async function grantsOfReadme(): Promise<string[]> {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const block = /```sql\n(?<grants>[^`]*)```/.exec(readme)?.groups?.grants ?? "";
    const statements = block
      .replace(/^--.*$/gm, "")
      .split(";")
      .map((statement) => statement.trim())
      .filter(Boolean);
    expect(statements).toHaveLength(3);
    return statements.filter((statement) => adminOption || !statement.startsWith("GRANT"));
  }
});
