import { requireTarget } from "@turnbolt/targets";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { account } from "../src/statement.ts";
import { startMariadb } from "./target.ts";

const NASTY = [
  "'",
  '"',
  "`",
  "\\",
  ";",
  "$$",
  "--",
  "#",
  "/*",
  "*/",
  "{{password}}",
  "%",
  "@",
  "\n",
  " x",
  "é",
  "日本",
  "😀",
];
const mixed = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "grapheme", maxLength: 3 })), {
      minLength: 1,
      maxLength,
    })
    .map((parts) => parts.join(""));

describe.skipIf(!requireTarget("mariadb"))("hostile names, hosts and passwords at MariaDB", () => {
  let at: Awaited<ReturnType<typeof startMariadb>>;
  beforeAll(async () => {
    at = await startMariadb();
    await at.server.run("CREATE USER 'other'@'%' IDENTIFIED BY 'x'");
    // The server's own procedure for its administrators, with rights that the connection lacks.
    await at.server.run("CREATE DATABASE dba");
    await at.server.run(`CREATE PROCEDURE dba.set_password(who VARCHAR(80) CHARACTER SET utf8mb4, secret VARCHAR(255) CHARACTER SET utf8mb4) SQL SECURITY DEFINER
      BEGIN
        EXECUTE IMMEDIATE CONCAT('ALTER USER ', QUOTE(who), '@''%'' IDENTIFIED BY ', QUOTE(secret));
      END`);
    await at.server.run("GRANT EXECUTE ON PROCEDURE dba.set_password TO 'turnbolt'@'%'");
  });
  afterAll(() => at.server.stop());

  const others = (names: readonly string[]) =>
    at.server.run(
      `SELECT User, Host, authentication_string FROM mysql.user WHERE User NOT IN (${["''", ...names.map(() => "?")].join()}) ORDER BY 1, 2`,
      names,
    );
  const PROCEDURE = "CALL dba.set_password('{{username}}', '{{password}}')";

  it.each([{}, { sendPlaintextPassword: true }, { rotationStatement: PROCEDURE }])(
    "any name and any password reach exactly that account (%o)",
    async ({
      rotationStatement,
      ...more
    }: {
      rotationStatement?: string;
      sendPlaintextPassword?: boolean;
    }) => {
      const seen: string[] = [];
      const before = await others([]);
      const name = mixed(6).filter(
        (text) =>
          provider.parameters.shape.username1.safeParse(text).success &&
          // The server keeps no space at the end of a name, and no character beyond the first plane.
          text === text.trim() &&
          !/[\u{10000}-\u{10ffff}]/u.test(text) &&
          !["root", "turnbolt", "other", "mariadb.sys"].includes(text.toLowerCase()),
      );
      const password = mixed(10).filter((text) => provider.secret.shape.password.safeParse(text).success);
      const property = fc.asyncProperty(name, password, async (username, value) => {
        seen.push(username);
        await at.server.run(`CREATE USER IF NOT EXISTS ${account(username, "%").replaceAll("\\", "\\\\")}`);
        const { check, issue, verify, revoke } = callsOf(
          provider,
          { ...at.connection, ...more },
          { username1: username, username2: "other", rotationStatement },
        );
        const secret = { username, password: value };
        await check();
        await issue({ handle: username, secret });
        expect(await at.server.canLogin(secret)).toBe(true);
        await verify(secret);
        await revoke(username);
        expect(await at.server.canLogin(secret)).toBe(false);
      });
      await fc.assert(property, { numRuns: 25 });
      expect(await others(seen)).toEqual(before);
      for (const name of seen)
        await at.server.run(`DROP USER IF EXISTS ${account(name, "%").replaceAll("\\", "\\\\")}`);
    },
    60_000,
  );

  it("a statement of the user's own that is two is refused, and neither is run", async () => {
    const { check, issue, choose } = callsOf(provider, at.connection, {
      username1: "other",
      username2: "root",
      rotationStatement: `${PROCEDURE}; ALTER USER {{username}} ACCOUNT LOCK`,
    });
    expect(await outcomeOf(issue(choose()))).toBe("invalid");
    expect(await outcomeOf(check())).not.toBe("ok");
    expect(await at.server.canLogin({ username: "other", password: "x" })).toBe(true);
  });
});
