import { afterAll, beforeAll, expect, it } from "vitest";
import { gatedTarget } from "../fixtures/gated-plugin.ts";
import { type Http, httpOf } from "../support/http.ts";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

const MINE = "/api/v2/secret-rotations/gated-password";
const target = gatedTarget();

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let http: Http;
let create: (account: string) => Promise<string>;
beforeAll(async () => {
  database = await sharedDatabase([target.provider]);
  const { server, client } = await database.start("all", { httpWaitSeconds: 1 });
  http = httpOf(server.url ?? "");
  const connected = await connect(client, "gated", "gate");
  create = async (account) => {
    const input = { ...(asked("gated-password", connected, account) as object), wait: true };
    return (await client.rotations.create.mutate(input as never)).secretRotation.id;
  };
}, 60_000);
afterAll(() => database.stop());

const rotate = (id: string, headers: Record<string, string> = {}) =>
  http("POST", `${MINE}/${id}/rotate-secrets`, undefined, { headers });
const ended = (location: string) =>
  expect.poll(async () => (await http("GET", location)).body.run.ended, { timeout: 10_000 }).toBe(true);

it("a client that would rather not wait is told where the run is", async () => {
  const id = await create("rather-not");
  const open = target.hold("issue");
  const { status, headers, body } = await rotate(id, { prefer: "respond-async" });
  open();
  expect(status).toBe(202);
  expect(headers.get("preference-applied")).toBe("respond-async");
  const location = headers.get("location") ?? "";
  expect(location).toBe(`/api/v2/rotation-runs/${body.runId}`);
  expect((await http("GET", location)).body.run).toMatchObject({ id: body.runId, rotationId: id });
  await ended(location);
});

it("one that waits too long is told which run goes on, and never shown the old value as the new one", async () => {
  const id = await create("too-long");
  const before = (await http("GET", `${MINE}/${id}`)).body.secretRotation;
  const open = target.hold("issue");
  const { status, body } = await rotate(id);
  expect({ status, error: body.error }).toEqual({ status: 504, error: "GatewayTimeout" });
  const [runId = ""] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(body.message) ?? [];
  const second = await rotate(id);
  expect({ status: second.status, error: second.body.error }).toEqual({ status: 409, error: "Conflict" });
  expect(second.body.message).toContain(runId);
  open();
  await ended(`/api/v2/rotation-runs/${runId}`);
  const after = (await http("GET", `${MINE}/${id}`)).body.secretRotation;
  expect(Date.parse(after.lastRotatedAt)).toBeGreaterThan(Date.parse(before.lastRotatedAt));
});

it("one that repeats itself under its key gets the same run, and rotates once", async () => {
  const id = await create("repeats");
  const issued = () =>
    target.calls.filter(({ step, account }) => step === "issue" && account === "repeats").length;
  const before = issued();
  const headers = { "idempotency-key": "deploy-4711", prefer: "respond-async" };
  const first = await rotate(id, headers);
  await ended(first.headers.get("location") ?? "");
  const again = await rotate(id, headers);
  expect(again.body.runId).toBe(first.body.runId);
  expect(issued()).toBe(before + 1);
});
