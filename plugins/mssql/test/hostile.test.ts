import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { addLogin, keyOf } from "./emulator/instance.ts";
import { canLogin, LOGIN, startEmulator } from "./target.ts";

const NASTY = [
  "'",
  '"',
  "[",
  "]",
  "]]",
  "\\",
  ";",
  "$$",
  "--",
  "/*",
  "*/",
  "{{password}}",
  "@p",
  "\n",
  " x",
  "é",
  "日本",
  "😀",
];
const INJECTED = ["x] WITH PASSWORD = '1'; ALTER LOGIN other DISABLE --", "x'; ALTER LOGIN other DISABLE --"];

const mixed = (maxLength: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...INJECTED) },
    {
      weight: 5,
      arbitrary: fc
        .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "grapheme", maxLength: 3 })), {
          minLength: 1,
          maxLength,
        })
        .map((parts) => parts.join("")),
    },
  );

describe("hostile names and passwords at SQL Server", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
    addLogin(at.server.instance, "other", "First-1-password");
    at.login.permissions.add("EXECUTE ON dba.set_password");
  });
  afterAll(() => at.server.stop());

  const others = (without: string) =>
    [...at.server.instance.logins.values()]
      .filter(({ name }) => name !== without)
      .map(({ name, hash, enabled }) => [name, hash.toString("hex"), enabled]);
  const PROCEDURE = "EXEC dba.set_password '{{username}}', {{password}}";

  it.each([{}, { rotationStatement: PROCEDURE }])(
    "any name and any password reach exactly that login (%o)",
    async (more) => {
      const name = mixed(6).filter(
        (text) =>
          provider.parameters.shape.username1.safeParse(text).success &&
          !["sa", LOGIN.username, "other"].includes(keyOf(text)),
      );
      const password = mixed(10).filter((text) => provider.secret.shape.password.safeParse(text).success);
      const property = fc.asyncProperty(name, password, async (username, value) => {
        addLogin(at.server.instance, username, "First-1-password", { checkPolicy: false });
        const before = others(username);
        const parameters = { username1: username, username2: "other", ...more };
        const { check, issue, verify, revoke } = callsOf(provider, at.connection, parameters);
        const secret = { username, password: value };
        await check();
        await issue({ handle: username, secret });
        expect(await canLogin(at.server, secret)).toBe(true);
        await verify(secret);
        await revoke(username);
        expect(await canLogin(at.server, secret)).toBe(false);
        expect(others(username)).toEqual(before);
        at.server.instance.logins.delete(keyOf(username));
      });
      await fc.assert(property, { numRuns: 40 });
    },
    60_000,
  );

  it.each([
    [`${PROCEDURE}; ALTER LOGIN {{username}} DISABLE`],
    ["ALTER LOGIN [{{username}}] WITH PASSWORD = {{password}}"],
    ["ALTER LOGIN {{username}} WITH PASSWORD = N'{{password}}'"],
    ["ALTER LOGIN {{username}} WITH PASSWORD = {{password}} -- {{database}}"],
    ["ALTER LOGIN {{username}} WITH PASSWORD = 'always the same'"],
  ])("a statement of the user's own that could be read in two ways is refused: %s", (rotationStatement) => {
    const parameters = { username1: "a", username2: "b", rotationStatement };
    expect(provider.parameters.safeParse(parameters).success).toBe(false);
  });

  it("a statement that the server cannot read is found by the check, and nothing is run", async () => {
    const rotationStatement = "ALTER LOGINS {{username}} WITH PASSWORD = {{password}}";
    const names = { username1: "other", username2: "sa" };
    const { check } = callsOf(provider, at.connection, { ...names, rotationStatement });
    expect(await outcomeOf(check())).toBe("invalid");
    const right = callsOf(provider, at.connection, { ...names, rotationStatement: PROCEDURE });
    expect(await outcomeOf(right.check())).toBe("ok");
    expect(await canLogin(at.server, { username: "other", password: "First-1-password" })).toBe(true);
  });

  it("a procedure that is missing or not granted is told so", async () => {
    const using = (rotationStatement: string) => {
      const { issue, choose } = callsOf(provider, at.connection, {
        username1: "other",
        username2: "sa",
        rotationStatement,
      });
      return outcomeOf(issue(choose()));
    };
    expect(await using("EXEC dba.other '{{username}}', {{password}}")).toBe("invalid");
    at.login.permissions.delete("EXECUTE ON dba.set_password");
    expect(await using(PROCEDURE)).toBe("forbidden");
  });
});
