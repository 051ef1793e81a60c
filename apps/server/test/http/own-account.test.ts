import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstPassword } from "../support/pair.ts";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let pairs: Pairs;
let count = 0;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  pairs = await pairsOf(turnbolt);
}, 60_000);
afterAll(() => turnbolt.stop());

const rotations = () => turnbolt.client.rotations;
const connections = () => turnbolt.client.connections;

/** Two accounts that may change each other's password, and a connection that logs in as the second one. */
async function ownPair() {
  const parameters = await pairs.target.pair();
  const { username1, username2 } = parameters;
  for (const name of [username1, username2]) await pairs.target.sql(`alter role "${name}" superuser`);
  const login = { ...pairs.target.credentials, username: username2, password: firstPassword(username2) };
  const asked = { name: `own-${++count}`, app: "postgres" as const, credentials: login };
  const { appConnection } = await connections().create.mutate(asked);
  const { id: connectionId, name } = appConnection;
  const input = { ...(await pairs.asked(parameters)), connectionId };
  return { parameters, login, connectionId, name, input };
}
const rotate = async (rotationId: string) =>
  (await rotations().rotate.mutate({ rotationId, force: true })).secretRotation.rotationStatus;
const loginOf = async (connectionId: string) => {
  await connections().test.mutate({ connectionId });
  return (await connections().get.query({ connectionId })).appConnection.credentials.username;
};

describe("a pair with the connection's own login", () => {
  it("takes turns, and the connection logs in as the one that is published", async () => {
    const { parameters, login, connectionId, input } = await ownPair();
    const { username1, username2 } = parameters;
    const own = await pairs.create(input);
    const other = await pairs.create({ ...(await pairs.asked()), connectionId });
    for (const username of [username1, username2, username1, username2]) {
      expect(await loginOf(connectionId)).toBe(username);
      expect([await rotate(other.id), await rotate(own.id)]).toEqual(["success", "success"]);
    }
    await rotations().retire.mutate({ rotationId: own.id });
    const last = async () => (await turnbolt.client.runs.list.query({ rotationId: own.id })).runs[0];
    await expect.poll(last, { timeout: 10_000 }).toMatchObject({ kind: "retire", state: "done" });
    expect([await pairs.canLogin(login), await loginOf(connectionId)]).toEqual([false, username1]);
  });

  it("is not made so that the first run replaces that very login, unless it is handed over", async () => {
    const { parameters, login, connectionId, input } = await ownPair();
    const { username1, username2 } = parameters;
    const turned = { ...input, parameters: { username1: username2, username2: username1 } };
    await expect(pairs.create(turned)).rejects.toThrow("name the other account first");
    expect(await pairs.canLogin(login)).toBe(true);
    const current = { username: login.username, password: login.password };
    const { secretRotation } = await rotations().create.mutate({ ...turned, current });
    expect(await loginOf(connectionId)).toBe(username2);
    await rotate(secretRotation.id);
    expect(await loginOf(connectionId)).toBe(username1);
  });

  it("is refused where the accounts cannot change each other's password, and says what is missing", async () => {
    const { parameters, input } = await ownPair();
    await pairs.target.sql(`alter role "${parameters.username1}" nosuperuser`);
    await expect(pairs.create(input)).rejects.toThrow(`for "${parameters.username1}"`);
  });

  it("is rotated through that connection and no other", async () => {
    const { name, input } = await ownPair();
    const elsewhere = pairs.create({ ...input, connectionId: pairs.connectionId });
    await expect(elsewhere).rejects.toThrow(`login of connection "${name}"`);
  });

  it("is not deleted with revocation, which would lock us out", async () => {
    const { parameters, connectionId, input } = await ownPair();
    const { id: rotationId } = await pairs.create(input);
    const revoked = rotations().delete.mutate({ rotationId, revokeGeneratedCredentials: true });
    await expect(revoked).rejects.toThrow("the connection's own login");
    await rotations().delete.mutate({ rotationId });
    expect(await loginOf(connectionId)).toBe(parameters.username1);
  });

  it("keeps the connection from logging in as the account that is next", async () => {
    const { parameters, login, connectionId, input } = await ownPair();
    await pairs.create(input);
    const update = (credentials: typeof login) => connections().update.mutate({ connectionId, credentials });
    await expect(update(login)).rejects.toThrow(`log in as ${parameters.username1}`);
    await update(pairs.target.credentials);
    expect(await loginOf(connectionId)).toBe(pairs.target.rotator);
  });
});
