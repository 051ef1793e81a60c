import { describe, expect, it } from "vitest";
import plugin from "../src/index.ts";
import { rulesOf, scopeFault } from "../src/scope.ts";

describe("the permissions", () => {
  it.each([
    "~* +@all",
    "allkeys +@read",
    "%R~app:* %RW~tmp:* &c:* +get -@dangerous +client|id",
    "+@all (~x +get)",
  ])("take %s", (scope) => expect(scopeFault(scope)).toBeNull());

  it.each([
    "",
    "nopass",
    "~* >secret",
    "on",
    "+@all OFF",
    "~* #abc",
    "(+get >x)",
    "(+get",
    "~a\0b",
    "hello",
    "+@all reset",
  ])("refuse %j, so that nobody gets in without the password that is stored", (scope) =>
    expect(scopeFault(scope)).toBeTypeOf("string"),
  );

  it("keep a selector together", () => {
    expect(rulesOf("~* (~x:* +get) +set")).toEqual(["~*", "(~x:* +get)", "+set"]);
  });
});

describe("the fields", () => {
  const connection = { host: "r", username: "u", password: "p" };
  it("name each node, the prefix with it, once for each rotation", () => {
    const parse = (more: object) => plugin.connection.parse({ ...connection, ...more });
    expect(plugin.subjects(parse({ nodes: "R2:6379, [::1]:7000" }), plugin.parameters.parse({}))).toEqual([
      "r:6379/turnbolt",
      "r2:6379/turnbolt",
      "::1:7000/turnbolt",
    ]);
  });

  it.each(["r2", "r2:0", "r2:70000", "user@r2:1", "r2:1;r3:1"])("refuse the node %s", (nodes) => {
    expect(plugin.connection.safeParse({ ...connection, nodes }).success).toBe(false);
  });

  it("refuse a prefix that could be the start of another one's users", () => {
    for (const prefix of ["a-b", "", "a b", "ü"]) {
      expect(plugin.parameters.safeParse({ prefix }).success).toBe(false);
    }
  });
});
