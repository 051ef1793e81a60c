import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { officialPlugins } from "../src/plugins.ts";

/** What a README has to tell, by the headings and words that tell it. */
const PARTS: Readonly<Record<string, RegExp>> = {
  "what it creates and removes": /^## What it does at|^## What it does in/m,
  "the rights that it needs": /^## (Rights|Least privilege)\n[\s\S]*?(```|`[^`]+`)/m,
  limits: /^## Limits/m,
  propagation: /^## Propagation|propagation/im,
  "what a crash can leave": /^## (After a crash|.*crash can leave)/m,
  "what it was tested against": /^## Tested against/m,
};

/** Targets that list nothing, each with its reason. */
const NOT_LISTED: ReadonlyMap<string, string> = new Map([
  ["meteroid", "its public API is known to give one app by its ID, and no list of them"],
]);

interface Field {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
}

function fieldsOf(schema: RotationProvider["connection"] | RotationProvider["parameters"]) {
  // JSON Schema's own shape: an object, or a choice of objects.
  const drawn = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as {
    readonly properties?: Record<string, Field>;
    readonly oneOf?: readonly { readonly properties?: Record<string, Field> }[];
  };
  return [drawn, ...(drawn.oneOf ?? [])].flatMap(({ properties = {} }) => Object.entries(properties));
}

describe.each(await officialPlugins())("$name", ({ name, readme, provider }) => {
  it.each(Object.entries(PARTS))("its README tells %s", (_, part) => {
    expect(readme).toMatch(part);
  });

  it("explains every field of its forms", () => {
    const secret = new Set([
      ...sensitiveFields(provider.connection),
      ...sensitiveFields(provider.parameters),
    ]);
    const poor = [...fieldsOf(provider.connection), ...fieldsOf(provider.parameters)].flatMap(
      ([field, { title, description, examples, ...facts }]) => {
        if (facts.const !== undefined) return [];
        const obvious =
          facts.default !== undefined || facts.enum || facts.type !== "string" || secret.has(field);
        return [
          ...(title ? [] : [`${field} has no title`]),
          ...(description || obvious ? [] : [`${field} has no help`]),
          ...(examples?.length || obvious ? [] : [`${field} has no example`]),
        ];
      },
    );
    expect(poor).toEqual([]);
  });

  it("lists what a form would have people type, where it can", () => {
    const listed = Object.keys(provider.options ?? {});
    const typed = Object.keys(provider.parameters.shape).filter((field) =>
      /^(clientId|objectId|userName|username\d?|dn|oauthAppId)$/.test(field),
    );
    const alone = typed.filter((field) => !listed.includes(field));
    // Where one choice decides another, only the first is listed.
    expect(alone.length === 0 || listed.length > 0 || NOT_LISTED.has(name) ? [] : alone).toEqual([]);
  });

  it("goes through the whole conformance suite", () => {
    const folder = new URL(`../../../plugins/${name}/test/`, import.meta.url);
    const tests = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
    const texts = tests.map((file) => readFileSync(new URL(file, folder), "utf8"));
    expect(texts).toContainEqual(expect.stringContaining("describeProvider({"));
    expect(existsSync(new URL("target.ts", folder))).toBe(true);
  });
});
