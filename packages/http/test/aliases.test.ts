import { createApi, type Plugins } from "@turnbolt/api";
import { choicesAs, defineProvider } from "@turnbolt/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { doorOf } from "./support/door.ts";
import { gate, lamp } from "./support/plugins.ts";

const bulb = choicesAs({ list: "bulbs", item: { id: "value", name: "label", watts: "watts" } }, z.string());
const bright = defineProvider({
  ...lamp,
  parameters: z.object({ bulb: bulb.optional() }),
  options: { bulb: async () => ({ options: [] }) },
} as never);
const plugins: Plugins = [bright as typeof lamp, gate];
const ID = "3f0c2f5e-0000-4000-8000-000000000001";

function doorThatAnswers(options: readonly object[], nextCursor: string | null) {
  const asked: unknown[] = [];
  const connections = { options: async (query: unknown) => asked.push(query) && { options, nextCursor } };
  const { door, ask } = doorOf(createApi(plugins), plugins);
  const get = (path: string) =>
    ask("GET", `/api/v1/app-connections${path}`, {}, { services: { connections } });
  return { get, asked, door };
}

it("choices are offered in the list and under the names that a plugin says", async () => {
  const { get, asked } = doorThatAnswers([{ value: "b1", label: "Desk", details: { watts: "60" } }], null);
  const answer = await get(`/lamp/${ID}/bulbs?search=de`);
  expect(answer.body).toEqual({ bulbs: [{ id: "b1", name: "Desk", watts: "60" }] });
  expect(asked).toMatchObject([
    { app: "lamp", type: "lamp-password", parameter: "bulb", connectionId: ID, search: "de", limit: 1000 },
  ]);
});

it("a list that goes on says where, and what an option does not have is empty", async () => {
  const { get } = doorThatAnswers([{ value: "b1", label: "Desk" }], "more");
  expect((await get(`/lamp/${ID}/bulbs`)).body).toEqual({
    bulbs: [{ id: "b1", name: "Desk", watts: "" }],
    nextCursor: "more",
  });
});

it("an app without such a list has no such route", async () => {
  const { get, door } = doorThatAnswers([], null);
  expect((await get(`/gate/${ID}/bulbs`)).status).toBe(404);
  const lists = door.routes.filter(({ path }) => path.endsWith("/bulbs"));
  expect(lists.map(({ path }) => path)).toEqual(["/api/v1/app-connections/lamp/{connectionId}/bulbs"]);
});
