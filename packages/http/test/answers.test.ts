import { describe, expect, it } from "vitest";
import * as z from "zod";
import { NotModified } from "../../api/src/index.ts";
import { procedure, router } from "../../api/src/trpc.ts";
import { doorOf, json } from "./support/door.ts";

let value = "one";
let made = 0;
const wait = z.boolean().default(true);
const runs = router({
  start: procedure
    .meta({
      http: {
        method: "POST",
        path: "/api/v1/start",
        summary: "Start",
        respondAsync: "runId",
        requestKey: true,
      },
    })
    .input(z.object({ wait, requestKey: z.string().max(255).optional() }))
    .output(z.object({ input: z.unknown(), runId: z.string().optional() }))
    .mutation(({ input }) => ({ input, runId: "run-7" })),
  read: procedure
    .meta({ http: { method: "GET", path: "/api/v1/read", summary: "Read", aliases: ["/api/v0/read"] } })
    .output(z.object({ value: z.string(), at: z.date() }))
    .query(() => ({ value, at: new Date(0) })),
  named: procedure
    .meta({ http: { method: "GET", path: "/api/v1/named", summary: "Read what is costly", etag: true } })
    .output(z.object({ value: z.string() }))
    .query(({ ctx: { conditional } }) => {
      if (conditional?.isAsked && conditional.holds(value)) throw new NotModified(value);
      made++;
      conditional?.name(value);
      return { value };
    }),
  check: procedure
    .meta({ http: { method: "POST", path: "/api/v1/check", summary: "Check", empty: true } })
    .output(z.object({}))
    .mutation(() => ({})),
  text: procedure
    .meta({
      http: { method: "GET", path: "/api/v1/text", summary: "Text", contentType: "text/csv; charset=utf-8" },
    })
    .output(z.string())
    .query(() => "a,b\n"),
  pieces: procedure
    .meta({ http: { method: "GET", path: "/api/v1/pieces", summary: "Pieces", contentType: "text/csv" } })
    .input(z.object({ broken: z.boolean().default(false) }))
    .output(z.custom<AsyncIterable<string>>().meta({ type: "string" }))
    .query(({ input }) => pieces(input.broken)),
});
async function* pieces(broken: boolean) {
  yield "ä,";
  if (broken) throw new Error("the disk is full");
  yield "b\n";
}
const { ask, door, faults } = doorOf(router({ runs }));

describe("a procedure that starts a run", () => {
  it("is waited for, and its answer does not name the run", async () => {
    const { status, body } = await ask("POST", "/api/v1/start", json({ wait: false, requestKey: "body" }));
    expect({ status, body }).toEqual({ status: 200, body: { input: { wait: true } } });
  });

  it("is not waited for where the client would rather not, and the answer says where the run is", async () => {
    const headers = { prefer: "handling=lenient, Respond-Async" };
    const { status, body, headers: told } = await ask("POST", "/api/v1/start", { headers });
    expect({ status, body }).toEqual({ status: 202, body: { input: { wait: false }, runId: "run-7" } });
    expect(told).toMatchObject({
      location: "/api/v2/rotation-runs/run-7",
      "preference-applied": "respond-async",
    });
  });

  it("gets the key under which the client repeats itself", async () => {
    const { body } = await ask("POST", "/api/v1/start", { headers: { "idempotency-key": "k-1" } });
    expect(body.input).toEqual({ wait: true, requestKey: "k-1" });
  });
});

describe("an answer", () => {
  it("is empty where there is nothing to say", async () => {
    const { status, text } = await ask("POST", "/api/v1/check");
    expect({ status, text }).toEqual({ status: 204, text: "" });
  });

  it("is a text of its own kind where the procedure says so", async () => {
    const response = await door.fetch(new Request("http://turnbolt.test/api/v1/text"), {
      services: {} as never,
      actor: {} as never,
      refusal: null,
      from: { address: null, requestId: "r" },
      requestId: "r",
    });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await response.text()).toBe("a,b\n");
  });

  it("may come piece by piece", async () => {
    const response = await piecesOf(false);
    expect(response.headers.get("content-type")).toBe("text/csv");
    expect(await response.text()).toBe("ä,b\n");
  });

  it("breaks off where it cannot go on, and that is told", async () => {
    await expect((await piecesOf(true)).text()).rejects.toThrow();
    expect(faults.splice(0)).toEqual([new Error("the disk is full")]);
  });

  it("is the same at an alias", async () => {
    expect((await ask("GET", "/api/v0/read")).body).toEqual({ value: "one", at: "1970-01-01T00:00:00.000Z" });
  });
});

describe("an answer with a tag", () => {
  it("is not made again while it holds", async () => {
    value = "named";
    const first = await ask("GET", "/api/v1/named");
    expect([first.status, first.headers.etag, made]).toEqual([200, '"named"', 1]);
    for (const held of ['"named"', 'W/"named"', '"x", "named"', "*"]) {
      const again = await ask("GET", "/api/v1/named", { headers: { "if-none-match": held } });
      expect([again.status, again.text, again.headers.etag, made]).toEqual([304, "", '"named"', 1]);
    }
    value = "other";
    const changed = await ask("GET", "/api/v1/named", { headers: { "if-none-match": '"named"' } });
    expect([changed.status, changed.headers.etag, made]).toEqual([200, '"other"', 2]);
    expect(faults).toEqual([]);
  });
});

const piecesOf = (broken: boolean): Promise<Response> =>
  door.fetch(new Request(`http://turnbolt.test/api/v1/pieces?broken=${broken}`), {
    services: {} as never,
    actor: {} as never,
    refusal: null,
    from: { address: null, requestId: "r" },
    requestId: "r",
  });
