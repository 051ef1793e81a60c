import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openProcedure, procedure, router } from "../../api/src/trpc.ts";
import { doorOf, json } from "./support/door.ts";

const things = router({
  list: procedure
    .meta({ http: { method: "GET", path: "/api/v1/things", summary: "List" } })
    .input(
      z.object({
        flag: z.boolean().default(false),
        count: z.int().max(100).optional(),
        ratio: z.number().nullable().optional(),
        text: z.string().optional(),
        names: z.array(z.string()).optional(),
      }),
    )
    .output(z.record(z.string(), z.unknown()))
    .query(({ input }) => input),
  one: procedure
    .meta({
      http: {
        method: "PATCH",
        path: "/api/v1/things/{id}",
        summary: "Change",
        query: ["dry"],
        hides: ["own"],
      },
    })
    .input(
      z.object({
        id: z.string(),
        dry: z.boolean().optional(),
        own: z.string().optional(),
        name: z.string().optional(),
        nested: z.object({ deep: z.unknown() }).optional(),
      }),
    )
    .output(z.record(z.string(), z.unknown()))
    .mutation(({ input }) => input),
  drop: procedure
    .meta({ http: { method: "DELETE", path: "/api/v1/things/{id}", summary: "Drop" } })
    .input(z.object({ id: z.string(), all: z.boolean().default(false) }))
    .output(z.record(z.string(), z.unknown()))
    .mutation(({ input }) => input),
  login: openProcedure
    .meta({ http: { method: "POST", path: "/api/v1/login", summary: "Log in", form: true } })
    .input(z.object({ clientId: z.string(), ttl: z.int().optional() }))
    .output(z.record(z.string(), z.unknown()))
    .mutation(({ input }) => input),
});
const { ask } = doorOf(router({ things }));
const FORM = { "content-type": "application/x-www-form-urlencoded" };

describe("the text of a query", () => {
  it("is read as what the schema wants", async () => {
    const { body } = await ask("GET", "/api/v1/things?flag=true&count=7&ratio=-1.5&text=7&names=a&names=b");
    expect(body).toEqual({ flag: true, count: 7, ratio: -1.5, text: "7", names: ["a", "b"] });
  });

  it('says false with "false"', async () => {
    expect((await ask("GET", "/api/v1/things?flag=false")).body).toEqual({ flag: false });
  });

  it.each([
    "flag=1",
    "flag=TRUE",
    "flag=",
    "flag=yes",
    "flag=true&flag=false",
    "count=7.0",
    "count=0x10",
    "count=1e3",
    "count=+1",
    "count=",
    "count=%207",
    "count=101",
    "ratio=Infinity",
    "ratio=NaN",
    "ratio=null",
    "text=a&text=b",
  ])("is refused where it is not exactly one: %s", async (query) => {
    const { status, body } = await ask("GET", `/api/v1/things?${query}`);
    expect({ status, error: body.error }).toEqual({ status: 422, error: "ValidationFailure" });
    expect(body.message[0].path).toEqual([query.split("=")[0]]);
  });

  it("may say what nobody knows", async () => {
    expect((await ask("GET", "/api/v1/things?flag=true&other=1&__proto__=1&constructor=2")).body).toEqual({
      flag: true,
    });
  });
});

describe("a request", () => {
  it("gives path, query and body to one input", async () => {
    const { body } = await ask(
      "PATCH",
      "/api/v1/things/a%2Fb%20c?dry=true",
      json({ name: "n", dry: false, own: "no", x: 1 }),
    );
    expect(body).toEqual({ id: "a/b c", dry: true, name: "n" });
  });

  it("means the thing of its path, whatever its body says", async () => {
    expect((await ask("PATCH", "/api/v1/things/a", json({ id: "b" }))).body).toEqual({ id: "a" });
  });

  it("is the same with a slash at its end", async () => {
    expect((await ask("GET", "/api/v1/things/?flag=true")).body).toEqual({ flag: true });
    expect((await ask("DELETE", "/api/v1/things/a/")).body).toEqual({ id: "a", all: false });
  });

  it("may have no body, an empty one, or spaces", async () => {
    for (const init of [{}, { body: "" }, { body: " \n" }]) {
      expect((await ask("PATCH", "/api/v1/things/a", init)).body).toEqual({ id: "a" });
    }
  });

  it("to delete may say how in its query or in its body", async () => {
    expect((await ask("DELETE", "/api/v1/things/a?all=true")).body).toEqual({ id: "a", all: true });
    expect((await ask("DELETE", "/api/v1/things/a", json({ all: true }))).body).toEqual({
      id: "a",
      all: true,
    });
  });

  it("may be a form where the procedure takes one", async () => {
    expect(
      (await ask("POST", "/api/v1/login", { body: "clientId=a%20b&ttl=5", headers: FORM })).body,
    ).toEqual({
      clientId: "a b",
      ttl: 5,
    });
    expect((await ask("POST", "/api/v1/login", json({ clientId: "a" }))).body).toEqual({ clientId: "a" });
    expect((await ask("PATCH", "/api/v1/things/a", { body: "name=n", headers: FORM })).status).toBe(400);
  });

  it("cannot reach a prototype", async () => {
    const body = '{"name":"n","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const answer = await ask("PATCH", "/api/v1/things/a", {
      body,
      headers: { "content-type": "application/json" },
    });
    expect(answer.body).toEqual({ id: "a", name: "n" });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("a body that cannot be read is refused in plain words, and not quoted", () => {
  const headers = { "content-type": "application/json" };
  it.each([
    ["is no JSON", { body: '{"name": hunter2}', headers }, "The body is not valid JSON."],
    ["is no object", { body: '["hunter2"]', headers }, "The body has to be a JSON object."],
    ["is null", { body: "null", headers }, "The body has to be a JSON object."],
    ["is no UTF-8", { body: new Uint8Array([0x22, 0xff, 0x22]), headers }, "The body is not UTF-8."],
    ["is of no type", { body: new TextEncoder().encode("{}") }, "content-type"],
    ["is of another type", { body: "<a/>", headers: { "content-type": "text/xml" } }, "application/json"],
    [
      "is compressed",
      { body: "{}", headers: { ...headers, "content-encoding": "gzip" } },
      "content-encoding",
    ],
  ])("one that %s", async (_, init, message) => {
    const { status, body } = await ask("PATCH", "/api/v1/things/a", init);
    expect(body).toEqual({
      reqId: "req-1",
      statusCode: 400,
      error: "BadRequest",
      message: expect.stringContaining(message),
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  it.each([
    ["a NUL", json({ name: "a\0b" }), ["name"]],
    ["half a character", { body: '{"name":"\\ud800"}', headers }, ["name"]],
    ["a name with a NUL", { body: '{"nested":{"deep":{"a\\u0000":1}}}', headers }, ["nested", "deep"]],
  ])("one that holds %s", async (_, init, path) => {
    const { status, body } = await ask("PATCH", "/api/v1/things/a", init);
    expect({ status, path: body.message[0].path }).toEqual({ status: 422, path });
  });

  it("one that is nested without end", async () => {
    const body = `{"nested":{"deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    const answer = await ask("PATCH", "/api/v1/things/a", { body, headers });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("nested deeper");
  });

  it("and so is a path that is not well encoded", async () => {
    const { status, body } = await ask("GET", "/api/v1/things/%E0%A4%A");
    expect({ status, message: body.message }).toEqual({
      status: 400,
      message: "The path is not well encoded.",
    });
  });
});
