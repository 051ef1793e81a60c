import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

const BASE = "/api/v2/secret-rotations";
const MINE = `${BASE}/postgres-credentials`;

let turnbolt: Turnbolt;
let pairs: Pairs;
beforeAll(async () => {
  turnbolt = await startTurnbolt();
  pairs = await pairsOf(turnbolt);
}, 60_000);
afterAll(() => turnbolt.stop());

/** As a client of the contract makes one; what is in the path is not in the body. */
async function created(more: object = {}) {
  const { type: _inPath, ...input } = { ...(await pairs.asked()), ...more };
  const { status, body } = await turnbolt.http("POST", MINE, input);
  expect(status).toBe(200);
  const id: string = body.secretRotation.id;
  return { id, input, secretRotation: body.secretRotation, one: `${MINE}/${id}` };
}
const http = (...args: Parameters<Turnbolt["http"]>) => turnbolt.http(...args);
const generated = async (one: string) => (await http("GET", `${one}/generated-credentials`)).body;

describe("the options", () => {
  it("are the installed types by name, with the secret names that they would use", async () => {
    const { secretRotationOptions: options } = (await http("GET", `${BASE}/options`)).body;
    const names = options.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    expect(options).toContainEqual({
      name: "Auth0 Client Secret",
      connection: "auth0",
      type: "auth0-client-secret",
      template: { secretsMapping: { clientId: "AUTH0_CLIENT_ID", clientSecret: "AUTH0_CLIENT_SECRET" } },
    });
  });
});

describe("a rotation over HTTP", () => {
  it("is made, and found by its id, by its name and in both lists", async () => {
    const { id, input, secretRotation, one } = await created({ description: null });
    expect(secretRotation).toMatchObject({
      ...{ id, name: input.name, type: "postgres-credentials", rotationStatus: "success", activeIndex: 0 },
      ...{
        isAutoRotationEnabled: true,
        isLastRotationManual: true,
        rotationInterval: 7,
        lastRotationMessage: null,
      },
      ...{
        rotateAtUtc: { hours: 3, minutes: 0 },
        parameters: input.parameters,
        secretsMapping: input.secretsMapping,
      },
      ...{
        folder: { path: "/" },
        environment: { slug: "dev" },
        connection: { app: "postgres", id: input.connectionId },
      },
    });
    expect((await http("GET", one)).body).toEqual({ secretRotation });
    const place = `projectId=${turnbolt.projectId}&environment=dev&secretPath=/`;
    expect((await http("GET", `${MINE}/rotation-name/${input.name}?${place}`)).body).toEqual({
      secretRotation,
    });
    for (const list of [
      `${BASE}?projectId=${turnbolt.projectId}`,
      `${MINE}/?projectId=${turnbolt.projectId}`,
    ]) {
      expect((await http("GET", list)).body.secretRotations).toContainEqual(secretRotation);
    }
    const others = await http("GET", `${BASE}/okta-client-secret?projectId=${turnbolt.projectId}`);
    expect(others.body).toEqual({ secretRotations: [] });
  });

  it("asked for under another type is refused, naming its own", async () => {
    const { id } = await created();
    for (const [method, below] of [
      ["GET", ""],
      ["POST", "/rotate-secrets"],
      ["DELETE", ""],
    ] as const) {
      const { status, body } = await http(method, `${BASE}/okta-client-secret/${id}${below}`);
      expect({ status, error: body.error }).toEqual({ status: 400, error: "BadRequest" });
      expect(body.message).toContain("postgres-credentials");
    }
    expect((await http("GET", `${MINE}/${randomUUID()}`)).status).toBe(404);
  });

  it("fills its slots by turns: what clients saw stays where it was", async () => {
    const { id, one } = await created();
    const first = await generated(one);
    expect(first).toMatchObject({ activeIndex: 0, rotationId: id, type: "postgres-credentials" });
    const { status, body } = await http("POST", `${one}/rotate-secrets`, {});
    expect({ status, active: body.secretRotation.activeIndex }).toEqual({ status: 200, active: 1 });
    const second = await generated(one);
    expect(second).toMatchObject({
      activeIndex: 1,
      generatedCredentials: [first.generatedCredentials[0], {}],
    });
    await http("POST", `${one}/rotate-secrets`);
    const third = await generated(one);
    expect(third).toMatchObject({
      activeIndex: 0,
      generatedCredentials: [{}, second.generatedCredentials[1]],
    });
    const live: { username: string; password: string }[] = third.generatedCredentials;
    expect(await Promise.all(live.map((login) => pairs.canLogin(login)))).toEqual([true, true]);
    expect(await pairs.canLogin(first.generatedCredentials[0])).toBe(false);
  });

  it("is checked without an answer, or with what the target said", async () => {
    const { one, input } = await created();
    const fine = await http("POST", `${one}/check-credentials`);
    expect({ status: fine.status, text: fine.text }).toEqual({ status: 204, text: "" });
    await pairs.target.sql(`alter role "${input.parameters.username1}" password 'somebody else was here'`);
    const { status, body } = await http("POST", `${one}/check-credentials`);
    expect({ status, error: body.error }).toEqual({ status: 400, error: "BadRequest" });
  });

  it("is changed, but for what cannot change", async () => {
    const { one } = await created();
    const changed = await http("PATCH", one, { rotationInterval: 30, isAutoRotationEnabled: false });
    expect(changed.body.secretRotation).toMatchObject({
      rotationInterval: 30,
      isAutoRotationEnabled: false,
      nextRotationAt: null,
    });
    const fixed = {
      connectionId: randomUUID(),
      environment: "prod",
      secretPath: "/other",
      projectId: randomUUID(),
    };
    for (const [field, value] of Object.entries(fixed)) {
      const { status, body } = await http("PATCH", one, { [field]: value });
      expect({ status, message: body.message }).toEqual({
        status: 400,
        message: expect.stringContaining(field),
      });
    }
  });

  it("is deleted with what the query says, and as it was", async () => {
    const { one, input } = await created();
    const before = (await http("GET", one)).body.secretRotation;
    const published = await pairs.published(input as never);
    expect((await http("DELETE", `${one}?deleteSecrets=yes`)).status).toBe(422);
    const { status, body } = await http(
      "DELETE",
      `${one}?deleteSecrets=true&revokeGeneratedCredentials=true`,
    );
    expect({ status, id: body.secretRotation.id, name: body.secretRotation.name }).toEqual({
      status: 200,
      id: before.id,
      name: before.name,
    });
    expect((await http("GET", one)).status).toBe(404);
    expect(await pairs.canLogin(published)).toBe(false);
    const secret = `/api/v4/secrets/${input.secretsMapping.password}?projectId=${turnbolt.projectId}&environment=dev`;
    expect((await http("GET", secret)).status).toBe(404);
  });
});
