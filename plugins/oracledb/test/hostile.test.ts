import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { storedName } from "../src/names.ts";
import { addUser } from "./emulator/users.ts";
import { canLogin, startEmulator } from "./target.ts";

const NASTY = [
  "'",
  "''",
  "\\",
  ";",
  "$$",
  "--",
  "/*",
  "*/",
  ":p",
  "[",
  "]",
  "(",
  ")",
  "=",
  "@",
  "/",
  "{{password}}",
];
const SPACED = ["\n", " x", "x ", "é", "日本", "😀"];
const INJECTED = ["x ACCOUNT LOCK; --", "x' OR 'a' = 'a", "a[b]", 'x" ACCOUNT LOCK'];

const mixed = (maxLength: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...INJECTED) },
    {
      weight: 5,
      arbitrary: fc
        .array(
          fc.oneof(fc.constantFrom(...NASTY, ...SPACED), fc.string({ unit: "grapheme", maxLength: 3 })),
          {
            minLength: 1,
            maxLength,
          },
        )
        .map((parts) => parts.join("")),
    },
  );

describe("hostile names and passwords at Oracle Database", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
    addUser(at.server.instance, "OTHER", "First-1-password");
    at.login.privileges.add("EXECUTE ON DBA.SET_PASSWORD");
  });
  afterAll(() => at.server.stop());

  const others = (without: string) =>
    [...at.server.instance.users.values()]
      .filter(({ name }) => name !== without)
      .map(({ name, verifier, locked }) => [name, verifier.hash.toString("hex"), locked]);
  const PROCEDURE = "CALL dba.set_password('{{username}}', '{{password}}')";
  const BLOCK = "BEGIN dba.set_password('{{username}}', {{password}}); END;";

  it.each([{}, { rotationStatement: PROCEDURE }, { rotationStatement: BLOCK }])(
    "any name and any password reach exactly that user (%o)",
    async (more) => {
      const name = mixed(6)
        .map((text) => `"${text}"`)
        .filter(
          (text) =>
            provider.parameters.shape.username1.safeParse(text).success &&
            !["SYSTEM", "TURNBOLT", "OTHER"].includes(storedName(text)),
        );
      const password = mixed(8).filter(
        (text) => provider.secret.shape.password.safeParse(text).success && Buffer.byteLength(text) <= 30,
      );
      const property = fc.asyncProperty(name, password, async (username, value) => {
        const stored = storedName(username);
        addUser(at.server.instance, stored, "First-1-password");
        const before = others(stored);
        const { check, issue, verify, revoke } = callsOf(provider, at.connection, {
          username1: username,
          username2: "other",
          ...more,
        });
        const secret = { username, password: value };
        await check();
        await issue({ handle: stored, secret });
        expect(await canLogin(at.server, secret)).toBe(true);
        await verify(secret);
        await revoke(stored);
        expect(await canLogin(at.server, secret)).toBe(false);
        expect(others(stored)).toEqual(before);
        at.server.instance.users.delete(stored);
      });
      await fc.assert(property, { numRuns: 25 });
    },
    60_000,
  );

  it.each([
    ['a"b'],
    ['"a"b"'],
    ['""'],
    ["a b"],
    ["1a"],
    ["a[b]"],
    ["a;b"],
    [`"${"a".repeat(129)}"`],
    [`"${"é".repeat(65)}"`],
    ['"a\0b"'],
    ['"\ud800"'],
  ])("%s is no name", (username1) => {
    expect(provider.parameters.safeParse({ username1, username2: "b" }).success).toBe(false);
  });

  it.each([['a"b'], ["a\0b"], ["\ud800"], [""]])(
    "a password that no statement can say is refused: %j",
    (password) => {
      expect(provider.secret.safeParse({ username: "a", password }).success).toBe(false);
    },
  );

  it.each([["a)(HOST=evil"], ["a b"], ["a=b"], [""]])("%s is no service", (database) => {
    expect(provider.connection.safeParse({ ...at.connection, database }).success).toBe(false);
  });

  it.each([
    [`${PROCEDURE}; ALTER USER {{username}} ACCOUNT LOCK`],
    ["ALTER USER {{username}} IDENTIFIED BY {{password}}"],
    ["ALTER USER {{username}} IDENTIFIED BY q{{password}}"],
    ["ALTER USER {{username}} IDENTIFIED BY q'{{password}}'"],
    ['ALTER USER {{username}} IDENTIFIED BY "{{password}}" -- {{database}}'],
    ["ALTER USER {{username}} IDENTIFIED BY always"],
  ])("a statement of the user's own that could be read in two ways is refused: %s", (rotationStatement) => {
    const parameters = { username1: "a", username2: "b", rotationStatement };
    expect(provider.parameters.safeParse(parameters).success).toBe(false);
  });

  it.each([
    ['ALTER USER {{username}} IDENTIFIED BY "{{password}}"', "ok"],
    ["CALL dba.missing('{{username}}', {{password}})", "invalid"],
    ["CHANGE USER {{username}} '{{password}}'", "invalid"],
  ])("%s is %s", async (rotationStatement, outcome) => {
    addUser(at.server.instance, "OWN", "First-1-password");
    const parameters = { username1: "own", username2: "other", rotationStatement };
    const { issue, choose, missing } = callsOf(provider, at.connection, parameters);
    expect(await missing()).toEqual([]);
    const draft = choose();
    expect(await outcomeOf(issue(draft))).toBe(outcome);
    expect(await canLogin(at.server, draft.secret)).toBe(outcome === "ok");
  });

  it("a procedure that is not granted is told so, and needs no ALTER USER of the connection", async () => {
    addUser(at.server.instance, "OWN", "First-1-password");
    const parameters = { username1: "own", username2: "other", rotationStatement: PROCEDURE };
    const { issue, choose, missing } = callsOf(provider, at.connection, parameters);
    at.login.privileges.delete("ALTER USER");
    expect(await missing()).toEqual([]);
    expect(await outcomeOf(issue(choose()))).toBe("ok");
    at.login.privileges.delete("EXECUTE ON DBA.SET_PASSWORD");
    expect(await outcomeOf(issue(choose()))).toBe("invalid");
  });
});
