import { describe, expect, it } from "vitest";
import { identifier, literal, passwordStatement } from "../src/statement.ts";

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
});
