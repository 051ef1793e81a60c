import { Connection, Request, TYPES } from "tedious";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addLogin, keyOf } from "./emulator/instance.ts";
import { canLogin, LOGIN, startEmulator } from "./target.ts";

describe("the emulator, asked by the vendor's protocol", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
    addLogin(at.server.instance, "app", "First-1-password");
    addLogin(at.server.instance, "plain", "First-1-password");
  });
  afterAll(() => at.server.stop());

  it.each([
    ["a wrong password", "app", "wrong", "master", 18456],
    ["a login that does not exist", "nobody", "wrong", "master", 18456],
    ["a database that does not exist", "app", "First-1-password", "nowhere", 4060],
    ["a database that the login may not use", "app", "First-1-password", "closed", 4060],
  ])("%s is refused with the vendor's number", async (_, username, password, database, number) => {
    expect(await said(at.server, { username, password, database })).toBe(number);
  });

  it.each([
    [{ enabled: false }, 18470],
    [{ mustChange: true }, 18488],
    [{ locked: true }, 18486],
  ])("a login with %o says %i to the right password only", async (state, number) => {
    addLogin(at.server.instance, "odd", "First-1-password", state);
    expect(await said(at.server, { username: "odd", password: "First-1-password" })).toBe(number);
    expect(await said(at.server, { username: "odd", password: "wrong" })).toBe(18456);
  });

  it.each([
    ["DROP TABLE x", 102],
    ["ALTER LOGIN app WITH PASSWORD = @p", 102],
    ["ALTER LOGIN app WITH PASSWORD = N'New-1-password", 105],
    ["ALTER LOGIN app WITH PASSWORD = 'simple'", 15116],
    ["ALTER LOGIN app WITH PASSWORD = 'simple and long'", 15118],
    ["ALTER LOGIN nobody WITH PASSWORD = 'New-1-password'", 15151],
    ["ALTER LOGIN sa WITH PASSWORD = 'New-1-password'", 15151],
    ["SELECT name FROM sys.other", 208],
    ["SELECT other FROM sys.server_principals", 207],
    ["SELECT OTHER_FUNCTION()", 195],
    ["SELECT @unknown", 137],
    ["SET OTHER_OPTION ON", 195],
    ["EXEC dba.other 'a'", 2812],
    ["EXEC dba.set_password 'a', 'b'", 229],
  ])("%s is error %i, and nothing is changed", async (statement, number) => {
    expect(await said(at.server, LOGIN, statement)).toBe(number);
    expect(await canLogin(at.server, { username: "app", password: "First-1-password" })).toBe(true);
  });

  it("without the right a login sees no other one and changes none", async () => {
    const plain = { username: "plain", password: "First-1-password" };
    const alter = "ALTER LOGIN app WITH PASSWORD = 'New-1-password'";
    expect(await said(at.server, plain, alter)).toBe(15151);
    expect(await said(at.server, plain, "SELECT name FROM sys.server_principals")).toEqual([
      ["sa"],
      ["plain"],
    ]);
  });

  it("keeps no password", () => {
    const login = at.server.instance.logins.get(keyOf(LOGIN.username));
    expect(login?.hash.includes(Buffer.from(LOGIN.password, "utf16le"))).toBe(false);
    expect(JSON.stringify([...at.server.instance.logins.values()])).not.toContain(LOGIN.password);
  });
});

/** The number of the first error, or the rows. */
function said(
  { host, port }: { host: string; port: number },
  login: { username: string; password: string; database?: string },
  statement = "SELECT 1",
): Promise<unknown> {
  const { username, password, database = "master" } = login;
  const driver = new Connection({
    server: host,
    authentication: { type: "default", options: { userName: username, password } },
    options: { port, database, encrypt: false, rowCollectionOnRequestCompletion: true },
  });
  const numbers: number[] = [];
  driver.on("errorMessage", ({ number }) => numbers.push(number));
  return new Promise((resolve) => {
    const ended = (rows?: { value: unknown }[][]) =>
      resolve(numbers[0] ?? rows?.map((row) => row.map(({ value }) => value)));
    const request = new Request(statement, (_error, _count, rows) => ended(rows));
    if (statement.includes("@p")) request.addParameter("p", TYPES.NVarChar, "New-1-password");
    driver.connect((error) => (error ? ended() : driver.execSql(request)));
  }).finally(() => driver.close());
}
