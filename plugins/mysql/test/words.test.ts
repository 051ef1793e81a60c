import { inspect } from "node:util";
import { isRotationError } from "@turnbolt/core";
import { requireTarget } from "@turnbolt/targets";
import { callsOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { pair, startMariadb } from "./target.ts";

const CANARY = "distinctive-words-of-the-vendor";

describe.skipIf(!requireTarget("mariadb"))("an error of MariaDB", () => {
  let at: Awaited<ReturnType<typeof startMariadb>>;
  beforeAll(async () => {
    at = await startMariadb();
    await at.server.run("CREATE DATABASE dba");
    await at.server.run(`CREATE PROCEDURE dba.says(number INT, who VARCHAR(80), secret VARCHAR(255))
      BEGIN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = number, MESSAGE_TEXT = '${CANARY}'; END`);
    await at.server.run("GRANT EXECUTE ON PROCEDURE dba.says TO 'turnbolt'@'%'");
  });
  afterAll(() => at.server.stop());

  // 1819: the password is too weak; 1227 and 1396: not allowed; 1205: a lock; 1290: read-only; 1644: the user's own.
  it.each([1819, 1227, 1396, 1205, 1290, 1644])("(%i) is told without the server's words", async (number) => {
    const rotationStatement = `CALL dba.says(${number}, '{{username}}', '{{password}}')`;
    const names = await pair(at.server);
    const { choose, issue } = callsOf(provider, at.connection, { ...names, rotationStatement });
    const error: unknown = await issue(choose()).then(
      () => null,
      (error: unknown) => error,
    );
    expect(isRotationError(error) && error.message).toContain(String(number));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });
});
