import oracledb from "oracledb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser } from "./emulator/users.ts";
import { canLogin, LOGIN, startEmulator } from "./target.ts";

const FIRST = "First-1-password";

describe("the emulator, asked by the vendor's client", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
    addUser(at.server.instance, "APP", FIRST);
    addUser(at.server.instance, "Mixed Case", FIRST);
  });
  afterAll(() => at.server.stop());

  const said = (login: { username: string; password: string; service?: string }, sql?: string) =>
    answer(at.server, login, sql);

  it.each([
    ["a wrong password", "app", "wrong", undefined, 1017],
    ["a password in another case", "app", FIRST.toUpperCase(), undefined, 1017],
    ["a user that does not exist", "nobody", FIRST, undefined, 1017],
    ["a mixed-case name without quotes", "Mixed Case", FIRST, undefined, 1017],
    ["a service that does not exist", "app", FIRST, "OTHER", "NJS-518"],
  ])("%s is refused with the vendor's number", async (_, username, password, service, number) => {
    expect(await said({ username, password, ...(service ? { service } : {}) })).toBe(number);
  });

  it.each([["app"], ["APP"], ['"APP"'], ['"Mixed Case"']])("%s logs in", async (username) => {
    expect(await said({ username, password: FIRST })).toEqual([[1]]);
  });

  it("a locked account says so whatever the password, one that has expired or may not enter to the right one only", async () => {
    addUser(at.server.instance, "LOCKED", FIRST, { locked: true });
    addUser(at.server.instance, "EXPIRED", FIRST, { expired: true });
    addUser(at.server.instance, "POOR", FIRST, { privileges: [] });
    const both = async (username: string) => [
      await said({ username, password: FIRST }),
      await said({ username, password: "wrong" }),
    ];
    expect(await both("locked")).toEqual([28000, 28000]);
    expect(await both("expired")).toEqual([28001, 1017]);
    expect(await both("poor")).toEqual([1045, 1017]);
  });

  it("ten wrong passwords one after the other lock an account, and a right one in between does not", async () => {
    addUser(at.server.instance, "TEN", FIRST);
    const wrong = () => said({ username: "ten", password: "wrong" });
    for (let n = 0; n < 9; n++) expect(await wrong()).toBe(1017);
    expect(await said({ username: "ten", password: FIRST })).toEqual([[1]]);
    for (let n = 0; n < 10; n++) expect(await wrong()).toBe(1017);
    expect(await said({ username: "ten", password: FIRST })).toBe(28000);
  });

  it.each([
    ["DROP USER app", 900],
    ["ALTER USER app", 922],
    ["ALTER USER app IDENTIFIED WITH 'x'", 924],
    ["ALTER USER app IDENTIFIED BY :password", 988],
    ["ALTER USER app IDENTIFIED BY 'New-1'", 988],
    ['ALTER USER app IDENTIFIED BY "New-1', 1740],
    ['ALTER USER app IDENTIFIED BY ""', 1741],
    ['ALTER USER app IDENTIFIED BY "New-1";', 911],
    ['ALTER USER app IDENTIFIED BY "New-1" ALTER USER app ACCOUNT LOCK', 922],
    [`ALTER USER app IDENTIFIED BY "${"a".repeat(31)}"`, 972],
    [`ALTER USER ${"a".repeat(129)} IDENTIFIED BY "New-1"`, 972],
    ['ALTER USER nobody IDENTIFIED BY "New-1"', 1918],
    ['ALTER USER "app" IDENTIFIED BY "New-1"', 1918],
    ["SELECT username FROM other_view", 942],
    ["SELECT username FROM dba_users", 942],
    ["SELECT other FROM all_users", 904],
    ["SELECT OTHER_FUNCTION(username) FROM all_users", 904],
    ["SELECT username", 923],
    ["SELECT username FROM all_users WHERE username LIKE 'A'", 920],
    ["CALL dba.other('a', 'b')", 6576],
    ["CALL dba.set_password('APP', 'b')", 6576],
    ["BEGIN dba.set_password('APP', 'b')", 6550],
  ])("%s is error %i, and nothing is changed", async (sql, number) => {
    expect(await said(LOGIN, sql)).toBe(number);
    expect(await canLogin(at.server, { username: "app", password: FIRST })).toBe(true);
  });

  it("the profile's rules have their own numbers", async () => {
    const { instance } = at.server;
    addUser(instance, "RULED", FIRST);
    instance.verify = (password) => (password.length < 8 ? "Password length less than 8" : null);
    expect(await said(LOGIN, 'ALTER USER ruled IDENTIFIED BY "short"')).toBe(28003);
    instance.reuse = "never";
    expect(await said(LOGIN, `ALTER USER ruled IDENTIFIED BY "${FIRST}"`)).toBe(28007);
    expect(await said(LOGIN, 'ALTER USER ruled IDENTIFIED BY "Another-1"')).toBe("done");
    expect(await said(LOGIN, `ALTER USER ruled IDENTIFIED BY "${FIRST}"`)).toBe(28007);
    instance.verify = null;
    instance.reuse = "unlimited";
  });

  it("without the right a user changes nobody but itself", async () => {
    const plain = { username: "plain", password: FIRST };
    addUser(at.server.instance, "PLAIN", FIRST);
    expect(await said(plain, 'ALTER USER app IDENTIFIED BY "New-1"')).toBe(1031);
    expect(await said(plain, 'ALTER USER nobody IDENTIFIED BY "New-1"')).toBe(1031);
    expect(await said(plain, 'ALTER USER plain IDENTIFIED BY "New-1"')).toBe("done");
    expect(await canLogin(at.server, { username: "plain", password: "New-1" })).toBe(true);
  });

  it("an administrative user is changed with its old password only", async () => {
    addUser(at.server.instance, "DBA1", FIRST, { administrative: true });
    expect(await said(LOGIN, 'ALTER USER dba1 IDENTIFIED BY "New-1"')).toBe(28228);
    expect(await said(LOGIN, `ALTER USER dba1 IDENTIFIED BY "New-1" REPLACE "${FIRST}"`)).toBe("done");
  });

  it("rows come as many at a time as the client asks for", async () => {
    for (let n = 0; n < 9; n++) addUser(at.server.instance, `MANY_${n}`, FIRST);
    const rows = await said(LOGIN, "SELECT username FROM all_users WHERE INSTR(username, 'MANY_') = 1");
    expect(rows).toHaveLength(9);
    expect(at.server.seen.filter(({ kind }) => kind === "fetch")).not.toEqual([]);
  });

  it("a message that it does not know ends the connection", async () => {
    const session = await oracledb.getConnection({
      user: LOGIN.username,
      password: LOGIN.password,
      connectString: `${at.server.host}:${at.server.port}/FREEPDB1`,
    });
    session.currentSchema = "OTHER";
    await expect(session.ping()).rejects.toThrow("NJS-500");
    await session.close().catch(() => {});
  });

  it("keeps no password", () => {
    const user = at.server.instance.users.get("TURNBOLT");
    const kept = JSON.stringify([...at.server.instance.users.values(), user?.verifier.hash.toString("utf8")]);
    expect(user?.verifier.hash).toHaveLength(64);
    expect(kept).not.toContain(LOGIN.password);
    expect(kept).not.toContain(Buffer.from(LOGIN.password).toString("hex"));
  });
});

/** The number of the error, the rows, or "done". */
async function answer(
  { host, port }: { host: string; port: number },
  { username, password, service = "FREEPDB1" }: { username: string; password: string; service?: string },
  sql = "SELECT 1 FROM DUAL",
): Promise<unknown> {
  const connectString = `${host}:${port}/${service}`;
  try {
    const session = await oracledb.getConnection({ user: username, password, connectString });
    try {
      const { rows } = await session.execute(sql, [], { fetchArraySize: 4 });
      return rows ?? "done";
    } finally {
      await session.close();
    }
  } catch (error) {
    const { errorNum, code } = error as { errorNum?: number; code?: string }; // the driver's errors have these
    return errorNum || code;
  }
}
