import { ApiError, type RunView, type Services } from "@turnbolt/api";
import { afterEach, describe, expect, it } from "vitest";
import { createClient, factsOf, followRun, universalAuth } from "../src/index.ts";
import { type Door, serve } from "./serve.ts";

const runId = "0a6fd1f0-0000-4000-8000-000000000000";
const at = new Date(0);
const step = { name: "issue", attempt: 1, startedAt: at, endedAt: at, outcome: "ok", message: null } as const;
const run = (state: RunView["state"], steps = 0): RunView => ({
  id: runId,
  rotationId: "0a6fd1f0-0000-4000-8000-000000000001",
  projectId: "0a6fd1f0-0000-4000-8000-000000000002",
  kind: "rotate",
  trigger: "manual",
  requestedBy: null,
  state,
  ended: state === "done",
  message: null,
  cause: null,
  createdAt: at,
  endedAt: null,
  steps: Array.from({ length: steps }, () => step),
  currentStep: null,
});

let door: Door;
afterEach(() => door.stop());

const runs = (parts: Partial<Services["runs"]>) => ({ runs: parts as Services["runs"] }); // the one under test

describe("a client", () => {
  it("asks with its token and gives what the procedure gives", async () => {
    door = await serve(runs({ get: async () => ({ run: run("done") }) }));
    const client = createClient({ url: `${door.url}/`, token: "secret-1" });
    expect(await client.runs.get.query({ runId })).toMatchObject({ run: { id: runId, state: "done" } });
    expect(door.requests).toEqual([{ path: "/trpc/runs.get", token: "secret-1" }]);
  });

  it("sends calls of one tick together", async () => {
    door = await serve(runs({ get: async () => ({ run: run("done") }) }));
    const client = createClient({ url: door.url, token: "secret-1" });
    await Promise.all([client.runs.get.query({ runId }), client.runs.get.query({ runId })]);
    expect(door.requests.map(({ path }) => path)).toEqual(["/trpc/runs.get,runs.get"]);
  });

  it("gives the facts of a refusal, and none of a lost connection", async () => {
    const refused = new ApiError("conflict", "A run is under way.", { runId });
    door = await serve(runs({ get: () => Promise.reject(refused) }));
    const asked = createClient({ url: door.url, token: "x" }).runs.get.query({ runId });
    expect(factsOf(await asked.catch((error: unknown) => error))).toMatchObject({
      httpStatus: 409,
      runId,
    });
    const lost = createClient({ url: "http://127.0.0.1:1", token: "x" }).runs.get.query({ runId });
    expect(factsOf(await lost.catch((error: unknown) => error))).toBeNull();
  });
});

describe("a machine identity", () => {
  it("logs in once for all who wait, and keeps its token", async () => {
    door = await serve(runs({ get: async () => ({ run: run("done") }) }));
    const token = universalAuth({ url: door.url, clientId: "c", clientSecret: "s" });
    const tokens = await Promise.all([token.token(), token.token()]);
    expect([...tokens, await token.token()]).toEqual(["token-1", "token-1", "token-1"]);
    expect(door.requests).toHaveLength(1);
  });

  it("logs in again when its token is refused, and asks once more", async () => {
    const good = new Set(["token-1"]);
    door = await serve(runs({ get: async () => ({ run: run("done") }) }), {
      accepts: (token) => good.has(token ?? ""),
    });
    const token = universalAuth({ url: door.url, clientId: "c", clientSecret: "s" });
    const client = createClient({ url: door.url, token });
    await client.runs.get.query({ runId });
    good.clear();
    good.add("token-2");
    expect(await client.runs.get.query({ runId })).toMatchObject({ run: { state: "done" } });
    good.clear();
    await expect(client.runs.get.query({ runId })).rejects.toThrow();
  });

  it("says which door was closed, and never its secret", async () => {
    door = await serve({});
    const token = universalAuth({
      url: door.url,
      clientId: "c",
      clientSecret: "canary-secret",
      fetch: async () => new Response(JSON.stringify({ message: "Wrong credentials." }), { status: 401 }),
    });
    const failure: unknown = await token.token().catch((error: unknown) => error);
    expect(String(failure)).toContain("(HTTP 401): Wrong credentials.");
    expect(String(failure)).not.toContain("canary-secret");
  });
});

describe("a run that is followed", () => {
  it("comes with each move until its end", async () => {
    const moves = [run("issuing"), run("issued", 1), run("done", 3)];
    door = await serve(
      runs({
        follow: async function* () {
          yield* moves;
        },
      }),
    );
    const client = createClient({ url: door.url, token: "secret-1" });
    const seen: string[] = [];
    for await (const { state } of followRun(client, runId)) seen.push(state);
    expect(seen).toEqual(["issuing", "issued", "done"]);
    expect(door.requests).toEqual([{ path: "/trpc/runs.live", token: "secret-1" }]);
  });

  it("goes on after the connection was cut", async () => {
    let asked = 0;
    let cut = () => {};
    door = await serve(
      runs({
        follow: async function* () {
          yield run("issuing");
          if (asked++ === 0) return await new Promise<void>((resolve) => (cut = resolve));
          yield run("done", 1);
        },
      }),
    );
    const client = createClient({ url: door.url, token: "secret-1" });
    const seen: string[] = [];
    for await (const { state } of followRun(client, runId)) {
      seen.push(state);
      if (seen.length === 1) door.cut();
    }
    cut();
    expect(seen.at(-1)).toBe("done");
    expect(asked).toBe(2);
  });

  it("ends the subscription when the loop is left", async () => {
    let ended = () => {};
    const left = new Promise<void>((resolve) => {
      ended = resolve;
    });
    door = await serve(
      runs({
        follow: async function* (_id, _actor, signal) {
          signal?.addEventListener("abort", () => ended());
          yield run("issuing");
          await left;
        },
      }),
    );
    const client = createClient({ url: door.url, token: "secret-1" });
    for await (const _ of followRun(client, runId)) break;
    await left;
  });

  it("throws what the server refuses it with", async () => {
    door = await serve(
      runs({
        // biome-ignore lint/correctness/useYield: it refuses before anything has moved
        follow: async function* () {
          throw new ApiError("not-found", "There is no such run.");
        },
      }),
    );
    const client = createClient({ url: door.url, token: "secret-1" });
    const following = followRun(client, runId).next();
    await expect(following).rejects.toThrow("There is no such run.");
  });
});
