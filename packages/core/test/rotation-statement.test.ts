import { describe, expect, it } from "vitest";
import { fillStatement, statementFault } from "../src/index.ts";

describe("a rotation statement of the user's own", () => {
  it("is filled as its quotes say, and a bare name may depend on what it names", () => {
    const quoting = {
      identifier: (name: string, field: string) => `[${field} ${name}]`,
      literal: (text: string) => `<${text}>`,
    };
    const values = { username: "a", password: "$&$1", database: "d" };
    const template = `f('{{username}}', "{{username}}", {{password}}, {{database}})`;
    expect(fillStatement(template, values, quoting)).toBe("f(<a>, [username a], <$&$1>, [database d])");
  });

  it.each([
    "ALTER ROLE {{username}} PASSWORD {{password}}",
    `ALTER USER "{{username}}" WITH PASSWORD '{{password}}';`,
    "SELECT dba.rotate('{{username}}', '{{password}}', 'a text', '{{database}}')",
  ])("takes %s", (template) => expect(statementFault(template)).toBeNull());

  it.each([
    ["ALTER ROLE x PASSWORD {{password}}", "missing"],
    ["ALTER ROLE {{username}} PASSWORD 'x'", "missing"],
    ["SELECT f('user {{username}}', {{password}})", "alone in their quotes"],
    [`SELECT f('"{{username}}"', {{password}})`, "alone in their quotes"],
    ["SELECT f({{username}}, {{password}}, {{host}})", "alone in their quotes"],
    ["SELECT f({{username}}, {{password}}, '{{host}}')", "alone in their quotes"],
    ["SELECT f({{ username }}, {{username}}, {{password}})", "alone in their quotes"],
    ["SELECT f('{{username}}\", {{password}})", "not closed"],
    ["SELECT f({{username}}, {{password}}, ')", "not closed"],
    ["DO $$ BEGIN PERFORM f({{username}}, {{password}}); END $$", "not allowed"],
    ["SELECT f({{username}}) -- {{password}}", "not allowed"],
    ["SELECT f({{username}}) /* {{password}} */", "not allowed"],
    ["SELECT f('a''{{username}}''b', {{password}})", "not allowed"],
    ["SELECT f('\\'{{username}}', {{password}})", "not allowed"],
    ["SELECT f(E'{{username}}', {{password}})", "prefix"],
    [`SELECT f(U&"{{username}}", {{password}})`, "prefix"],
  ])("refuses %s", (template, why) => expect(statementFault(template)).toContain(why));
});
