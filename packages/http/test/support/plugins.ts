import { defineProvider, sensitive } from "@turnbolt/core";
import * as z from "zod";

const nothing = {
  connect: () => null,
  check: async () => [],
  issue: async () => {},
  verify: async () => {},
} as const;

/** Two plugins that differ in everything that a route can show; nothing is rotated by them. */
export const lamp = defineProvider({
  ...nothing,
  type: "lamp-password",
  app: "lamp",
  title: "Lamp password",
  phase: "single",
  origin: "chosen",
  connection: z.object({
    host: z
      .string()
      .min(1)
      .meta({ examples: ["lamp.example.com"] }),
    password: sensitive().meta({ title: "Password" }),
  }),
  parameters: z.object({
    bulb: z
      .string()
      .min(1)
      .meta({ description: "Which bulb", examples: ["b1"] }),
  }),
  secret: z.object({ bulb: z.string(), password: sensitive().meta({ title: "Password" }) }),
  subjects: ({ host }, { bulb }) => [`${host}/${bulb}`],
  choose: ({ parameters }) => ({ handle: parameters.bulb, secret: { bulb: parameters.bulb, password: "x" } }),
});

export const gate = defineProvider({
  ...nothing,
  type: "gate-token",
  app: "gate",
  title: "Gate token",
  phase: "single",
  origin: "chosen",
  connection: z.discriminatedUnion("method", [
    z.object({ method: z.literal("key"), key: sensitive() }),
    z.object({ method: z.literal("login"), user: z.string(), password: sensitive() }),
  ]),
  parameters: z.object({ gate: z.int().min(1), colour: z.enum(["red", "green"]).default("red") }),
  secret: z.object({ token: sensitive() }),
  subjects: (_, { gate }) => [String(gate)],
  choose: () => ({ handle: "g", secret: { token: "x" } }),
});

export const plugins = [lamp, gate] as const;
