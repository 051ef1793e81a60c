import { RotationError } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ApiError } from "../../api/src/index.ts";
import { openProcedure, procedure, router } from "../../api/src/trpc.ts";
import { doorOf, json } from "./support/door.ts";

const thrown: Record<string, () => unknown> = {
  invalid: () => new ApiError("invalid", "no", { issues: [{ path: ["a"], message: "no" }] }),
  unauthorized: () => new ApiError("unauthorized", "no"),
  forbidden: () => new ApiError("forbidden", "no", { details: [{ action: "edit", subject: "secrets" }] }),
  token: () => new ApiError("token", "no"),
  missing: () => new ApiError("not-found", "no"),
  conflict: () => new ApiError("conflict", "run 7 goes on", { runId: "7" }),
  often: () => new ApiError("rate-limited", "no", { retryAfterSeconds: 2.1 }),
  late: () => new ApiError("timeout", "run 7 goes on", { runId: "7" }),
  provider: () => new ApiError("provider", "the target said no"),
  target: () => new RotationError("refused", "the target said no"),
  fault: () => new Error("select password from secrets failed at /srv/app.ts:7"),
};

const refuse = openProcedure
  .meta({ http: { method: "POST", path: "/api/v1/refuse/{how}", summary: "Refuse" } })
  .input(z.object({ how: z.string() }))
  .output(z.object({}))
  .mutation(({ input }) => {
    throw thrown[input.how]?.();
  });
const own = procedure
  .meta({ http: { method: "POST", path: "/api/v1/own", summary: "Own" } })
  .input(z.object({ name: z.string().min(2), inner: z.object({ list: z.array(z.int()) }).optional() }))
  .output(z.object({ shown: z.string() }))
  .mutation(({ input }) => ({ shown: 7, hidden: input.name }) as never);
const { ask, faults } = doorOf(router({ refuse, own }));

describe("a refusal is told in the contract's body", () => {
  it.each([
    ["invalid", 400, "BadRequest", "no", {}],
    ["unauthorized", 401, "Unauthorized", "no", { "www-authenticate": "Bearer" }],
    ["token", 403, "TokenError", "no", { "www-authenticate": 'Bearer error="invalid_token"' }],
    ["missing", 404, "NotFound", "no", {}],
    ["conflict", 409, "Conflict", "run 7 goes on", {}],
    ["often", 429, "RateLimitExceeded", "no", { "retry-after": "3" }],
    ["late", 504, "GatewayTimeout", "run 7 goes on", {}],
    ["provider", 500, "InternalServerError", "the target said no", {}],
    ["target", 400, "BadRequest", "the target said no", {}],
  ])("%s", async (how, statusCode, error, message, headers) => {
    const answer = await ask("POST", `/api/v1/refuse/${how}`);
    expect(answer.body).toEqual({ reqId: "req-1", statusCode, error, message });
    expect(answer.status).toBe(statusCode);
    expect(answer.headers).toMatchObject(headers);
    expect(faults).toEqual([]);
  });

  it("forbidden says what it was", async () => {
    expect((await ask("POST", "/api/v1/refuse/forbidden")).body).toEqual({
      reqId: "req-1",
      statusCode: 403,
      error: "PermissionDenied",
      message: "no",
      details: [{ action: "edit", subject: "secrets" }],
    });
  });

  it("a fault of ours tells the log everything and the caller nothing", async () => {
    const { status, body } = await ask("POST", "/api/v1/refuse/fault");
    expect(body).toEqual({
      reqId: "req-1",
      statusCode: 500,
      error: "InternalServerError",
      message: "Something went wrong on our side.",
    });
    expect(status).toBe(500);
    expect(String((faults.pop() as Error).cause)).toContain("select password");
  });

  it("so does an answer that is not what was promised", async () => {
    const { status, text } = await ask("POST", "/api/v1/own", json({ name: "hunter2" }));
    expect(status).toBe(500);
    expect(text).not.toContain("hunter2");
    expect(faults.splice(0)).toHaveLength(1);
  });

  it("an input that does not fit is told field by field", async () => {
    const { body } = await ask("POST", "/api/v1/own", json({ name: "a", inner: { list: [1, "2"] } }));
    expect(body).toEqual({
      reqId: "req-1",
      statusCode: 422,
      error: "ValidationFailure",
      message: [
        { path: ["name"], message: expect.any(String) },
        { path: ["inner", "list", 1], message: expect.any(String) },
      ],
    });
  });
});

describe("who is not known", () => {
  it("is told so before anything of the request is read", async () => {
    const { status, body } = await ask("POST", "/api/v1/own", { body: "{not json" }, { actor: null });
    expect({ status, error: body.error }).toEqual({ status: 401, error: "Unauthorized" });
  });

  it("is told why the token does not let in", async () => {
    const refusal = new ApiError("token", "The token has expired.");
    const { status, body } = await ask("POST", "/api/v1/own", json({}), { actor: null, refusal });
    expect({ status, error: body.error, message: body.message }).toEqual({
      status: 403,
      error: "TokenError",
      message: "The token has expired.",
    });
  });

  it("may do what is open to everybody", async () => {
    expect((await ask("POST", "/api/v1/refuse/missing", {}, { actor: null })).status).toBe(404);
  });
});

describe("what is not there", () => {
  it("is 404 in the same body", async () => {
    expect((await ask("GET", "/api/v9/none")).body).toEqual({
      reqId: "req-1",
      statusCode: 404,
      error: "NotFound",
      message: "There is nothing here.",
    });
  });

  it("is 405 for another method, and says which ones go", async () => {
    const { status, body, headers } = await ask("PUT", "/api/v1/own");
    expect({ status, error: body.error, allow: headers.allow }).toEqual({
      status: 405,
      error: "MethodNotAllowed",
      allow: "POST",
    });
  });
});
