import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Http, httpOf } from "../support/http.ts";
import { type Keys, startKeys } from "../support/keys.ts";

const ALL = "/api/v2/secret-rotations";
const TYPE = `${ALL}/keys-password`;

let keys: Keys;
let http: Http;
beforeAll(async () => {
  keys = await startKeys({ httpWaitSeconds: 1 });
  http = httpOf(keys.server.url ?? "");
}, 60_000);
afterAll(() => keys.stop());
afterEach(() => keys.target.refuse(null));

/** A body as a client writes it. */
const body = (account: string) => {
  const { wait: _wait, type: _type, ...asked } = keys.input(account) as Record<string, unknown>;
  return asked;
};
const create = async (account: string) => (await http("POST", TYPE, body(account))).body.secretRotation;

describe("over HTTP", () => {
  it("the installed types are listed by name, with the names that secrets get", async () => {
    expect((await http("GET", `${ALL}/options`)).body).toEqual({
      secretRotationOptions: [
        {
          name: "Keys of an account",
          connection: "keys",
          type: "keys-password",
          template: { secretsMapping: { key: "KEYS_KEY", password: "KEYS_PASSWORD" } },
        },
      ],
    });
  });

  it("a client that prefers not to wait is told where the run is", async () => {
    const prefer = { headers: { prefer: "respond-async" } };
    const made = await http("POST", TYPE, body("async"), prefer);
    expect(made.status).toBe(202);
    const created = await http("GET", made.headers.get("location") ?? "");
    expect(created.body.run).toMatchObject({ kind: "create", rotationId: made.body.secretRotation.id });
    const path = `${TYPE}/${made.body.secretRotation.id}`;
    const state = async () => (await http("GET", `${path}/state`)).body.state;
    await expect.poll(state, { timeout: 10_000 }).toBe("idle");
    const rotated = await http("POST", `${path}/rotate-secrets`, {}, prefer);
    expect(rotated.status).toBe(202);
    const run = async () => (await http("GET", rotated.headers.get("location") ?? "")).body.run;
    await expect.poll(run, { timeout: 10_000 }).toMatchObject({ kind: "rotate", state: "done" });
    const deleted = await http("DELETE", `${path}?revokeGeneratedCredentials=true`, undefined, prefer);
    expect(deleted.status).toBe(202);
    expect((await http("GET", deleted.headers.get("location") ?? "")).body.run.kind).toBe("revoke");
  });

  it("a request made again under its Idempotency-Key is the same one", async () => {
    const key = { headers: { "idempotency-key": randomUUID() } };
    const first = await http("POST", TYPE, body("key"), key);
    const again = await http("POST", TYPE, body("key"), key);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    const rotate = `${TYPE}/${first.body.secretRotation.id}/rotate-secrets`;
    expect((await http("POST", rotate, undefined, key)).status).toBe(400);
    const other = { headers: { "idempotency-key": randomUUID() } };
    const rotated = await http("POST", rotate, undefined, other);
    expect(rotated.body.secretRotation.activeIndex).toBe(1);
    expect((await http("POST", rotate, undefined, other)).body).toEqual(rotated.body);
  });

  it("refusals have their status, and name the run that is in the way", async () => {
    const { id } = await create("refused");
    const path = `${TYPE}/${id}`;
    keys.target.refuse("issue");
    const failed = await http("POST", `${path}/rotate-secrets`);
    expect(failed).toMatchObject({
      status: 500,
      body: {
        statusCode: 500,
        error: "InternalServerError",
        message: expect.stringContaining("locked by its owner; the old credential still works"),
      },
    });
    keys.target.refuse(null);
    const open = keys.target.hold();
    const late = await http("POST", `${path}/rotate-secrets`);
    const { currentRunId } = (await http("GET", `${path}/state`)).body;
    expect(late).toMatchObject({
      status: 504,
      body: { error: "GatewayTimeout", message: expect.stringContaining(currentRunId) },
    });
    const second = await http("POST", `${path}/rotate-secrets`);
    expect(second).toMatchObject({
      status: 409,
      body: { error: "Conflict", message: expect.stringContaining(currentRunId) },
    });
    open();
    const status = async () => (await http("GET", path)).body.secretRotation.rotationStatus;
    await expect.poll(status, { timeout: 10_000 }).toBe("success");
    keys.target.refuse("verify");
    expect(await http("POST", `${path}/check-credentials`)).toMatchObject({
      status: 400,
      body: { error: "BadRequest", message: expect.stringContaining("no such key") },
    });
  });

  it("what is not there is 404, what is malformed 422 with its path, and flags are read strictly", async () => {
    expect((await http("GET", `${TYPE}/${randomUUID()}`)).status).toBe(404);
    expect((await http("GET", `${ALL}/another-type/${randomUUID()}`)).status).toBe(404);
    const { rotationInterval: _interval, ...without } = body("without");
    const { status, body: told } = await http("POST", TYPE, without);
    expect([status, told.error, told.message[0].path]).toEqual([
      422,
      "ValidationFailure",
      ["rotationInterval"],
    ]);
    const { id } = await create("flags");
    const unclear = await http("DELETE", `${TYPE}/${id}?deleteSecrets=yes`);
    expect(unclear.status).toBe(422);
    expect((await http("DELETE", `${TYPE}/${id}?deleteSecrets=false`)).status).toBe(200);
    expect(await keys.read("KEY_FLAGS")).toEqual(expect.any(String));
  });
});
