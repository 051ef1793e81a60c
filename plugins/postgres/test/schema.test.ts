import { sensitiveFields } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import plugin from "../src/index.ts";

const connection = { host: "db", database: "app", username: "turnbolt", password: "x" };
const names = { username1: "a", username2: "b" };
const subjects = (host: string, port?: number) =>
  plugin.subjects(
    plugin.connection.parse({ ...connection, host, ...(port === undefined ? {} : { port }) }),
    plugin.parameters.parse(names),
  );

describe("what the form asks for", () => {
  it("a subject is one account of one server, however the server is written and whatever the database", () => {
    expect(subjects("DB.Example.com.")).toEqual(["db.example.com:5432/a", "db.example.com:5432/b"]);
    expect(subjects("0:0::1", 6543)).toEqual(["::1:6543/a", "::1:6543/b"]);
    expect(subjects("0::1", 6543)).toEqual(subjects("::1", 6543));
  });

  it.each(["", "a,b", "/var/run/postgresql", "a b", "user@host", "[::1]", "db:5432", "db?x", "fe80::1%eth0"])(
    "host %j is refused",
    (host) => expect(plugin.connection.safeParse({ ...connection, host }).success).toBe(false),
  );

  it.each(["", "a\0b", "\ud800", "é".repeat(32), "x".repeat(64)])("account %j is refused", (username1) =>
    expect(plugin.parameters.safeParse({ ...names, username1 }).success).toBe(false),
  );

  it("an account name of 63 bytes is taken", () =>
    expect(plugin.parameters.safeParse({ ...names, username1: `${"é".repeat(31)}x` }).success).toBe(true));

  it("a rotation statement that could not be filled in safely is refused with the reason", () => {
    const parsed = plugin.parameters.safeParse({ ...names, rotationStatement: "SELECT 1" });
    expect(parsed.error?.issues[0]?.message).toContain("{{username}} is missing");
  });

  it("passwords are sensitive, and every field has a title in the form", () => {
    expect([...sensitiveFields(plugin.connection)]).toEqual(["password"]);
    expect([...sensitiveFields(plugin.secret)]).toEqual(["password"]);
    for (const schema of [plugin.connection, plugin.parameters, plugin.secret]) {
      const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
      for (const [field, form] of Object.entries(properties)) {
        if (field !== "method") expect(form, field).toHaveProperty("title");
      }
    }
  });
});
