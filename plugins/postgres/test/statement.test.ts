import { describe, expect, it } from "vitest";
import { identifier, literal, passwordStatement, statementFault } from "../src/statement.ts";

const values = { username: `a"b'c\\d`, password: `p"q'r\\s`, database: "app" };

describe("the statement that sets a password", () => {
  it("doubles quotes, and backslashes in the escape form only", () => {
    expect(identifier(values.username)).toBe(`"a""b'c\\d"`);
    expect(literal("it's")).toBe("'it''s'");
    expect(literal(values.password)).toBe(` E'p"q''r\\\\s'`);
  });

  it("is ALTER ROLE unless the user has one of their own", () => {
    expect(passwordStatement(undefined, { ...values, username: "a", password: "b" })).toBe(
      `ALTER ROLE "a" PASSWORD 'b'`,
    );
  });

  it("fills a placeholder as its quotes say", () => {
    const template = `SELECT f('{{username}}', '{{password}}', "{{database}}"), {{username}}, {{password}}, {{database}}`;
    expect(passwordStatement(template, { username: "a", password: "$&$1", database: "d" })).toBe(
      `SELECT f('a', '$&$1', "d"), "a", '$&$1', "d"`,
    );
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
