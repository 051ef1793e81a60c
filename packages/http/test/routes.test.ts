import { defineProvider } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ofPlugin } from "../../api/src/index.ts";
import { procedure, router } from "../../api/src/trpc.ts";
import { routesOf, undecided } from "../src/index.ts";
import { doorOf, json } from "./support/door.ts";
import { lamp, plugins } from "./support/plugins.ts";

const BASE = "/api/v2/turns/{type}";
const create = z.discriminatedUnion(
  "type",
  plugins.map((plugin) =>
    z.object({ type: z.literal(plugin.type), name: z.string(), parameters: plugin.parameters }),
  ) as never,
);
const shown = z.record(z.string(), z.unknown());
const turn = z.object({
  type: ofPlugin("type", z.string()),
  app: ofPlugin("app", z.string()),
  parameters: ofPlugin("parameters", z.record(z.string(), z.unknown())),
  secretsMapping: ofPlugin("secretsMapping", z.record(z.string(), z.string())),
  credentials: z.array(ofPlugin("secret", z.record(z.string(), z.unknown()))),
  config: ofPlugin("config", z.record(z.string(), z.unknown())),
});
const all = router({
  choices: procedure
    .meta({ http: { method: "GET", path: "/api/v2/turns/options", summary: "Choices" } })
    .output(shown)
    .query(() => ({ options: true })),
  create: procedure
    .meta({ http: { method: "POST", path: BASE, summary: "Create", perType: true } })
    .input(create)
    .output(shown)
    .mutation(({ input }) => input as Record<string, unknown>),
  get: procedure
    .meta({ http: { method: "GET", path: `${BASE}/{id}`, summary: "Get", perType: true } })
    .input(z.object({ type: z.string(), id: z.string() }))
    .output(shown)
    .query(({ input }) => input),
  turns: procedure
    .meta({ http: { method: "GET", path: "/api/v2/turns", summary: "All" } })
    .output(z.object({ turns: z.array(turn) }))
    .query(() => ({ turns: [] })),
  of: procedure
    .meta({ http: { method: "GET", path: `${BASE}/{id}/turn`, summary: "One", perType: true } })
    .input(z.object({ id: z.string() }))
    .output(turn)
    .query(() => ({}) as never),
  connect: procedure
    .meta({ http: { method: "POST", path: "/api/v1/apps/{app}", summary: "Connect", perApp: true } })
    .input(z.object({ app: z.string() }))
    .output(shown)
    .mutation(({ input }) => input),
});
const { ask, door } = doorOf(all);

describe("a route of each type", () => {
  it("gives the type to the procedure", async () => {
    expect((await ask("GET", "/api/v2/turns/lamp-password/7")).body).toEqual({
      type: "lamp-password",
      id: "7",
    });
    expect((await ask("POST", "/api/v1/apps/gate")).body).toEqual({ app: "gate" });
  });

  it("takes the parameters of its plugin, and the type of its path", async () => {
    const lit = await ask(
      "POST",
      "/api/v2/turns/lamp-password",
      json({ name: "n", type: "x", parameters: { bulb: "b" } }),
    );
    expect(lit.body).toEqual({ type: "lamp-password", name: "n", parameters: { bulb: "b" } });
    const refused = await ask(
      "POST",
      "/api/v2/turns/gate-token",
      json({ name: "n", parameters: { bulb: "b" } }),
    );
    expect({ status: refused.status, path: refused.body.message[0].path }).toEqual({
      status: 422,
      path: ["parameters", "gate"],
    });
  });

  it("comes after the words of the API", async () => {
    expect((await ask("GET", "/api/v2/turns/options")).body).toEqual({ options: true });
  });

  it("is 404 for a plugin that is not installed, naming those that are", async () => {
    for (const path of ["/api/v2/turns/torch", "/api/v2/turns/torch/7", "/api/v2/turns/torch/7/turn/"]) {
      const { status, body } = await ask("GET", path);
      expect({ status, message: body.message }).toEqual({
        status: 404,
        message: 'No plugin with the type "torch" is installed. Installed: gate-token, lamp-password.',
      });
    }
  });

  it("cannot be the route of a word of the API", () => {
    const named = (type: string) => defineProvider({ ...lamp, type } as never);
    const route = router({
      choices: procedure
        .meta({ http: { method: "GET", path: "/api/v2/turns/choices", summary: "Choices" } })
        .output(shown)
        .query(() => ({})),
      list: procedure
        .meta({ http: { method: "GET", path: BASE, summary: "List", perType: true } })
        .output(shown)
        .query(() => ({})),
    });
    expect(() => doorOf(route, [named("choices")])).toThrow(
      /a plugin cannot have a type .* word of the API \(choices\)/,
    );
    expect(() => doorOf(route, [named("others")])).not.toThrow();
  });
});

describe("the schemas of a route", () => {
  const routeTo = (path: string) => door.routes.find((route) => route.path === path);

  it("are the plugin's own", () => {
    expect(routeTo("/api/v2/turns/lamp-password")?.input()).toMatchObject({
      properties: {
        parameters: { properties: { bulb: { type: "string", minLength: 1 } }, required: ["bulb"] },
      },
    });
    const output = routeTo("/api/v2/turns/lamp-password/{id}/turn")?.output();
    expect(output).toEqual({
      type: "object",
      properties: {
        type: { type: "string", enum: ["lamp-password"] },
        app: { type: "string", enum: ["lamp"] },
        parameters: {
          type: "object",
          properties: { bulb: { type: "string", minLength: 1, description: "Which bulb", examples: ["b1"] } },
          required: ["bulb"],
          additionalProperties: false,
        },
        secretsMapping: {
          type: "object",
          properties: {
            bulb: { type: "string", minLength: 1, description: "Name of the secret that holds: bulb." },
            password: {
              type: "string",
              minLength: 1,
              description: "Name of the secret that holds: Password.",
            },
          },
          required: ["bulb", "password"],
          additionalProperties: false,
        },
        credentials: {
          type: "array",
          items: {
            type: "object",
            properties: {
              bulb: { type: "string" },
              password: { type: "string", minLength: 1, title: "Password", format: "password" },
            },
            required: ["bulb", "password"],
            additionalProperties: false,
          },
        },
        config: {
          type: "object",
          properties: { host: { type: "string", minLength: 1, examples: ["lamp.example.com"] } },
          additionalProperties: false,
        },
      },
      required: ["type", "app", "parameters", "secretsMapping", "credentials", "config"],
      additionalProperties: false,
    });
  });

  it("name every installed type where all are meant", () => {
    expect(routeTo("/api/v2/turns")?.output()).toMatchObject({
      properties: {
        turns: {
          items: {
            properties: { type: { enum: ["gate-token", "lamp-password"] }, app: { enum: ["gate", "lamp"] } },
          },
        },
      },
    });
  });

  it("show no sensitive field of a connection, whichever way it logs in", () => {
    expect(routeTo("/api/v2/turns/gate-token/{id}/turn")?.output()?.properties?.config?.anyOf).toEqual([
      expect.objectContaining({ properties: {} }),
      expect.objectContaining({ properties: { user: { type: "string" } } }),
    ]);
  });
});

describe("a procedure that cannot be offered is refused at the start", () => {
  const of = (http: object, input = z.object({ id: z.string() })) => {
    const made = procedure.meta({
      http: { method: "POST", path: "/api/v1/x/{id}", summary: "X", ...http } as never,
    });
    return () => routesOf(router({ x: made.input(input).mutation(() => null) }) as never, plugins);
  };

  it.each([
    ["takes a field from the path that it does not have", { path: "/api/v1/{other}" }, /"other"/],
    ["hides a field that it does not have", { hides: ["other"] }, /"other"/],
    ["waits for nothing", { respondAsync: "runId" }, /"wait"/],
    ["changes something by GET", { method: "GET" }, /GET changes nothing/],
    ["wants one path twice", { aliases: ["/api/v1/x/{id}"] }, /both want POST/],
  ])("one that %s", (_, http, message) => {
    expect(of({})).not.toThrow();
    expect(of(http)).toThrow(message);
  });
});

it("a procedure says how it is offered, or why it is not, and never both", () => {
  const http = { method: "GET", path: "/api/v1/x", summary: "X" } as const;
  const made = router({
    neither: procedure.query(() => null),
    both: procedure.meta({ http, internal: "why" }).query(() => null),
    offered: procedure.meta({ http }).query(() => null),
    kept: procedure.meta({ internal: "why" }).query(() => null),
  });
  expect(undecided(made as never)).toEqual(["both", "neither"]);
});
