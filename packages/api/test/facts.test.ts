import { API_LEVEL, defineProvider, sensitive } from "@turnbolt/core";
import { corners } from "@turnbolt/testkit";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultMapping, providerFacts } from "../src/providers/facts.ts";

const provider = defineProvider({
  type: "cloud-key",
  app: "big-cloud",
  title: "Cloud key",
  phase: "single",
  origin: "chosen",
  connection: z.object({ url: z.url(), apiToken: sensitive(), proxyUrl: sensitive().optional() }),
  parameters: z.object({
    userName: z.string().regex(/^\w+$/, "letters, digits and _ alone").meta({ title: "User" }),
    days: z.int().default(3),
  }),
  secret: z.object({ accessKeyId: z.string(), secretAccessKey: sensitive() }),
  subjects: () => ["x"],
  connect: () => null,
  check: async () => [],
  options: { userName: async () => ({ options: [] }) },
  choose: () => ({ handle: "x", secret: { accessKeyId: "x", secretAccessKey: "y" } }),
  issue: async () => {},
  verify: async () => {},
});

describe("the facts of a plugin", () => {
  it("name its secrets after app and field", () => {
    expect(defaultMapping(provider)).toEqual({
      accessKeyId: "BIG_CLOUD_ACCESS_KEY_ID",
      secretAccessKey: "BIG_CLOUD_SECRET_ACCESS_KEY",
    });
  });

  it("say which fields a form must hide, and what it may leave out", () => {
    const { schemas, sensitive } = providerFacts(provider);
    expect(sensitive).toEqual(["apiToken", "proxyUrl"]);
    expect(schemas.connection).toMatchObject({
      required: ["url", "apiToken"],
      properties: { apiToken: { sensitive: true }, proxyUrl: { sensitive: true } },
    });
    expect(schemas.connection).not.toHaveProperty("properties.url.sensitive");
    expect(schemas.parameters).toMatchObject({
      required: ["userName"],
      properties: { userName: { title: "User" } },
    });
  });

  it("say in the plugin's words what does not fit a pattern", () => {
    const { schemas } = providerFacts(provider);
    expect(schemas.parameters).toMatchObject({
      properties: { userName: { pattern: "^\\w+$", patternMessage: "letters, digits and _ alone" } },
    });
    expect(schemas.parameters).not.toHaveProperty("properties.days.patternMessage");
  });

  it("say what it was made for and where it came from", () => {
    const package_ = { name: "turnbolt-plugin-cloud", version: "1.2.3" };
    expect(providerFacts(provider, package_)).toMatchObject({ apiLevel: API_LEVEL, package: package_ });
    expect(providerFacts(provider)).toMatchObject({ package: null, labelled: null, lockout: null });
  });

  it("name the parameters that there are choices for", () => {
    expect(providerFacts(provider).options).toEqual(["userName"]);
  });

  it.each(corners.map(({ name, provider }) => [name, provider] as const))(
    "can be sent as JSON: %s",
    (_, provider) => {
      const facts = providerFacts(provider);
      expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
      expect(Object.keys(facts.secretsMapping)).toEqual(Object.keys(provider.secret.shape));
    },
  );
});
