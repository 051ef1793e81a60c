import { describe, expect, it } from "vitest";
import { issuesOf } from "../../src/forms/form-issues.ts";
import type { FormSchema } from "../../src/forms/json-form.ts";

const server: FormSchema = {
  type: "object",
  properties: {
    host: { type: "string", minLength: 1, examples: ["db.example.com"] },
    port: { type: "integer", minimum: 1, maximum: 65_535 },
    domain: { type: "string", pattern: "^[a-z.]+$", patternMessage: "the domain alone, without https://" },
    code: { type: "string", pattern: "^x+$", examples: ["xxx"] },
    mode: { type: "string", enum: ["fast", "safe"] },
    url: { type: "string", format: "uri", examples: ["https://example.com"] },
    rules: {
      type: "object",
      properties: { length: { type: "integer", maximum: 250 } },
      required: ["length"],
    },
  },
  required: ["host"],
};

const wrong = (value: object) => issuesOf(server, { host: "db", ...value });

describe("what is wrong with a value", () => {
  it("is nothing when it fits", () => {
    expect(wrong({ port: 5432, domain: "example.com", mode: "fast", rules: { length: 4 } })).toEqual([]);
  });

  it.each([
    [{ host: undefined }, ["host"], "This is needed."],
    [{ host: "" }, ["host"], "This is needed."],
    [{ port: 0 }, ["port"], "1 is the least."],
    [{ port: 70_000 }, ["port"], "65535 is the most."],
    [{ port: 1.5 }, ["port"], "A whole number is needed."],
    [{ domain: "https://x" }, ["domain"], "The domain alone, without https://."],
    [{ code: "y" }, ["code"], "This has not the right form, such as xxx."],
    [{ mode: "slow" }, ["mode"], "Choose one of: fast, safe."],
    [{ url: "no url" }, ["url"], "A URL is needed, such as https://example.com."],
    [{ rules: { length: 251 } }, ["rules", "length"], "250 is the most."],
    [{ rules: {} }, ["rules", "length"], "This is needed."],
  ])("is said in plain words at its field: %j", (value, path, message) => {
    const given = JSON.parse(JSON.stringify({ host: "db", ...value }));
    expect(issuesOf(server, given)).toEqual([{ path, message }]);
  });

  it("is said of each field once", () => {
    const twice: FormSchema = {
      type: "object",
      properties: { name: { type: "string", minLength: 3, pattern: "^[a-z]+$" } },
    };
    expect(issuesOf(twice, { name: "1" })).toEqual([
      { path: ["name"], message: "At least 3 characters are needed." },
    ]);
  });

  it("is found in fields whose names hold dots, slashes and tildes", () => {
    const odd: FormSchema = { type: "object", properties: { "a.b/c~d": { type: "string", maxLength: 1 } } };
    expect(issuesOf(odd, { "a.b/c~d": "xx" })).toEqual([
      { path: ["a.b/c~d"], message: "At most 1 characters fit." },
    ]);
  });

  it("is left to the server where a pattern cannot be read here", () => {
    const odd: FormSchema = { type: "object", properties: { name: { type: "string", pattern: "^\\-$" } } };
    expect(issuesOf(odd, { name: "anything" })).toEqual([]);
  });
});
