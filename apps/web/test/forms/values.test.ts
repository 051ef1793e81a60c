import { describe, expect, it } from "vitest";
import {
  changedFields,
  changeForm,
  filled,
  startingValues,
  withoutSensitive,
} from "../../src/forms/defaults.ts";
import { firstFields, layoutOf, titleOf } from "../../src/forms/form-layout.ts";
import type { FormSchema } from "../../src/forms/json-form.ts";
import { plainly } from "../../src/forms/plain-words.ts";
import { placeIssues } from "../../src/forms/server-issues.ts";

const schema: FormSchema = {
  type: "object",
  properties: {
    host: { type: "string", title: "Host", examples: ["db.example.com"] },
    port: { type: "integer", default: 5432 },
    tls: { type: "boolean", default: true },
    password: { type: "string", sensitive: true },
    privateKey: { type: "string", sensitive: true, examples: ["-----BEGIN PRIVATE KEY-----\n…"] },
    authority: { type: "string", pattern: "-----BEGIN CERTIFICATE-----" },
    account: { type: "string" },
    rules: {
      type: "object",
      properties: { length: { type: "integer", default: 48 }, pin: { type: "string", sensitive: true } },
    },
  },
  required: ["host", "password", "account"],
};

describe("a form", () => {
  it("begins with its defaults; what may be left out is left out", () => {
    expect(startingValues(schema)).toEqual({ port: 5432, tls: true });
  });

  it("shows what is needed or has a usual value, and folds the rest away", () => {
    expect(firstFields(schema)).toEqual(["host", "port", "tls", "password", "account"]);
    const optional: FormSchema = { properties: { a: { type: "string" }, b: { type: "string" } } };
    expect(firstFields(optional)).toEqual(["a", "b"]);
  });

  it("asks for each field by what its schema says", () => {
    expect(layoutOf(schema, ["account"])).toMatchObject({
      host: { "ui:placeholder": "e.g. db.example.com", "ui:title": "Host" },
      password: { "ui:widget": "secret" },
      privateKey: { "ui:widget": "secretText" },
      authority: { "ui:widget": "longText" },
      account: { "ui:widget": "choices" },
      rules: { length: { "ui:placeholder": "48" }, pin: { "ui:widget": "secret" } },
    });
  });

  it("says what a part of something usual is when it is left out", () => {
    const rules: FormSchema = {
      properties: {
        rules: {
          default: { digits: 2 },
          properties: { digits: { type: "integer", default: 0 }, letters: { type: "integer", default: 1 } },
        },
      },
    };
    expect(layoutOf(rules)).toMatchObject({
      rules: { "ui:title": "Rules", digits: { "ui:placeholder": "2" }, letters: { "ui:placeholder": "1" } },
    });
  });

  it("calls a field by its title, else by its name in words", () => {
    expect(titleOf("accountId2", {})).toBe("Account id2");
    expect(titleOf("a_b", { title: "Both" })).toBe("Both");
  });
});

describe("what is kept of a half-filled form", () => {
  it("holds nothing sensitive, at any depth, and nothing that the schema does not know", () => {
    const values = {
      host: "db",
      password: "hunter2",
      privateKey: "k",
      rules: { length: 3, pin: "1234" },
      unknown: "x",
    };
    expect(withoutSensitive(schema, values)).toEqual({ host: "db", rules: { length: 3 } });
  });

  it("leaves out what is empty", () => {
    expect(filled({ a: undefined, rules: { length: undefined }, b: 0, c: false })).toEqual({
      b: 0,
      c: false,
    });
  });
});

describe("a change", () => {
  it("does not need the sensitive fields that are set", () => {
    expect(changeForm(schema, ["password"]).required).toEqual(["host", "account"]);
  });

  it("sends what differs; null takes an optional field away", () => {
    const before = { host: "db", port: 1, authority: "x" };
    expect(changedFields(schema, before, { host: "db", port: 2, password: "new" })).toEqual({
      port: 2,
      password: "new",
      authority: null,
    });
  });
});

describe("what the server refuses", () => {
  it("is shown at its field, in plain words; what belongs to no field is shown beside the form", () => {
    const issues = [
      { path: ["credentials", "host"], message: "Invalid input: expected string, received undefined" },
      { path: ["credentials", "rules", "length"], message: "Too big: expected int to be <=250" },
      { path: ["credentials"], message: "another connection has it" },
      { path: ["name"], message: "is taken" },
    ];
    expect(placeIssues(issues, schema, ["credentials"])).toEqual({
      fields: [
        { path: ["host"], message: "This is needed." },
        { path: ["rules", "length"], message: "250 is the most." },
      ],
      rest: [
        { path: ["credentials"], message: "Another connection has it." },
        { path: ["name"], message: "Is taken." },
      ],
    });
  });

  it.each([
    ["Too small: expected string to have >=1 characters", "This is needed."],
    ["Invalid URL", "A URL is needed."],
    ["Invalid UUID", "An id is needed."],
    ["Invalid string: must match pattern /^x$/", "This has not the right form."],
    ["the domain alone, without https://", "The domain alone, without https://."],
  ])("%s", (message, words) => {
    expect(plainly(message)).toBe(words);
  });
});
