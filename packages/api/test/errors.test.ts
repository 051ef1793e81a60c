import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { CommandRefused, RotationError } from "@turnbolt/core";
import { corner } from "@turnbolt/testkit";
import { describe, expect, it } from "vitest";
import { type Actor, ApiError, type AppRouter, createApi, type Meta, type Services } from "../src/index.ts";

const router: AppRouter = createApi([corner("single-chosen").provider]);
const ME: Actor = {
  kind: "root",
  id: "me",
  name: "me",
  isAdmin: true,
  roles: new Map(),
  address: null,
  requestId: null,
};
const id = "0a6fd1f0-0000-4000-8000-000000000000";

/** What a client gets when a service throws. */
async function told(thrown: unknown, actor: Actor | null = ME): Promise<TRPCClientError<AppRouter>> {
  const services = { rotations: { get: () => Promise.reject(thrown) } } as unknown as Services; // nothing else is called
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: "http://api.test",
        fetch: (url, init) =>
          fetchRequestHandler({
            endpoint: "/",
            req: new Request(url, init as RequestInit), // the same object under two names
            router,
            createContext: () => ({ services, actor, refusal: null, from: ME }),
          }),
      }),
    ],
  });
  const error: unknown = await client.rotations.get
    .query({ rotationId: id })
    .catch((error: unknown) => error);
  if (error instanceof TRPCClientError) return error;
  throw new Error("nothing was refused");
}

describe("what a client is told", () => {
  it("of a conflict names the run in the way", async () => {
    const { message, data } = await told(new CommandRefused("conflict", "A rotate is under way.", id));
    expect([message, data]).toEqual([
      "A rotate is under way.",
      { code: "CONFLICT", httpStatus: 409, path: "rotations.get", runId: id },
    ]);
  });

  it("of a command that makes no sense is that it was bad", async () => {
    expect((await told(new CommandRefused("invalid", "no"))).data).toMatchObject({ code: "BAD_REQUEST" });
  });

  it("of a target's refusal carries its code", async () => {
    const { message, data } = await told(new RotationError("not-found", "no such account"));
    expect([message, data]).toMatchObject([
      "no such account",
      { code: "BAD_REQUEST", rotationCode: "not-found" },
    ]);
  });

  it.each([
    ["invalid", "BAD_REQUEST"],
    ["not-found", "NOT_FOUND"],
    ["conflict", "CONFLICT"],
    ["timeout", "GATEWAY_TIMEOUT"],
    ["forbidden", "FORBIDDEN"],
    ["rate-limited", "TOO_MANY_REQUESTS"],
    ["provider", "INTERNAL_SERVER_ERROR"],
  ] as const)("of a refusal that is %s is %s, with the field", async (code, expected) => {
    const issues = [{ path: ["schedule", "days"], message: "too few" }];
    const { message, data } = await told(new ApiError(code, "Too few days.", { issues }));
    expect([message, data]).toMatchObject(["Too few days.", { code: expected, issues }]);
  });

  it("of a fault of ours is nothing but that there was one", async () => {
    const fault = Object.assign(new Error("password hunter2"), {
      issues: [{ path: ["hunter2"], message: "hunter2" }],
    });
    const error = await told(fault);
    expect(error.data).toEqual({ code: "INTERNAL_SERVER_ERROR", httpStatus: 500, path: "rotations.get" });
    expect(JSON.stringify([error.message, error.shape])).not.toMatch(/hunter2|stack/);
  });

  it("without a token is to get one", async () => {
    expect((await told(new Error("never reached"), null)).data).toMatchObject({ code: "UNAUTHORIZED" });
  });
});

describe("the procedures", () => {
  it("are each offered over HTTP in a place of its own, where they are", () => {
    // At run time the record is flat; its type is nested like the router.
    const procedures = Object.values(router._def.procedures) as unknown as { _def: { meta?: Meta } }[];
    const places = procedures.flatMap(({ _def: { meta } }) => (meta?.http ? [meta.http] : []));
    const named = places.map(({ method, path }) => `${method} ${path}`);
    expect(named.length).toBeGreaterThan(15);
    expect(new Set(named).size).toBe(named.length);
  });
});
