import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { memory } from "../fixtures/memory-plugin.ts";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";
import type { clientOf } from "../support/turnbolt.ts";
import { hooksOf, type Receiver, startReceiver, status } from "./receiver.ts";

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let client: ReturnType<typeof clientOf>;
let connected: Awaited<ReturnType<typeof connect>>;
const receivers: Receiver[] = [];

beforeAll(async () => {
  database = await sharedDatabase([memory]);
  ({ client } = await database.start("all", { publicUrl: "https://turnbolt.test" }));
  connected = await connect(client, "memory", "hooks");
}, 60_000);
afterEach(async () => {
  await database.sql`delete from turnbolt.channels`;
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});
afterAll(() => database.stop());

async function receiver(...answer: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...answer);
  receivers.push(started);
  return started;
}

let count = 0;
async function aChannel(url: string, more: object = {}) {
  const made = await client.channels.create.mutate({
    kind: "webhook",
    name: `hook-${++count}`,
    projectId: connected.projectId,
    settings: { url },
    ...more,
  } as Parameters<typeof client.channels.create.mutate>[0]);
  return { ...made.channel, secret: made.signingSecret ?? "" };
}

async function rotate() {
  const input = {
    ...(asked("memory-password", connected, `hook-${++count}`) as object),
    wait: true,
  } as never;
  return (await client.rotations.create.mutate(input)).secretRotation;
}

describe("a webhook", () => {
  it("gets what happened, signed as Standard Webhooks says", async () => {
    const hook = await receiver();
    const { secret } = await aChannel(hook.url, { events: ["rotation.succeeded"] });
    const rotation = await rotate();
    const [one] = await hook.got(1);
    if (!one) throw new Error("nothing came");
    const verified = new Webhook(secret).verify(one.body, hooksOf(one));
    expect(verified).toEqual(JSON.parse(one.body));
    expect(verified).toMatchObject({
      type: "rotation.succeeded",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: {
        message: "the new credential is published",
        project: { id: connected.projectId, slug: "default" },
        rotation: { id: rotation.id, name: rotation.name, type: "memory-password" },
        environment: "dev",
        secrets: Object.values(rotation.secretsMapping),
        version: 1,
      },
    });
    const other = new Webhook(`whsec_${Buffer.alloc(32, 1).toString("base64")}`);
    expect(() => other.verify(one.body, hooksOf(one))).toThrow();
    expect(() => new Webhook(secret).verify(`${one.body} `, hooksOf(one))).toThrow();
  });

  it("never gets a value", async () => {
    const hook = await receiver();
    await aChannel(hook.url);
    const rotation = await rotate();
    const [one] = await hook.got(1);
    const [name = ""] = Object.values(rotation.secretsMapping);
    const at = { projectId: connected.projectId, environment: "dev", secretName: name };
    const value = (await client.secrets.read.query(at)).secret.secretValue;
    expect(value.length).toBeGreaterThan(10);
    expect(one?.body).not.toContain(value);
  });

  it("gets the same again under the same id, signed anew, until it takes it", async () => {
    const hook = await receiver(status(500));
    const { id, secret } = await aChannel(hook.url, { events: ["rotation.succeeded"] });
    await rotate();
    await hook.got(1);
    await expect.poll(async () => (await only(id)).attempts.length, { timeout: 10_000 }).toBe(1);
    expect(await only(id)).toMatchObject({
      state: "waiting",
      attempts: [{ status: 500, error: "HTTP 500" }],
    });
    hook.answers(status(200));
    const [first, second] = await hook.got(2);
    if (!first || !second) throw new Error("nothing came again");
    expect(second.body).toBe(first.body);
    expect(hooksOf(second)["webhook-id"]).toBe(hooksOf(first)["webhook-id"]);
    new Webhook(secret).verify(second.body, hooksOf(second));
    // The first pause is five seconds.
    expect(second.at - first.at).toBeGreaterThan(4_000);
    await expect.poll(async () => (await only(id)).state, { timeout: 10_000 }).toBe("delivered");
    expect((await only(id)).attempts.map(({ error }) => error)).toEqual(["HTTP 500", null]);
    expect((await only(id)).id).toBe(hooksOf(first)["webhook-id"]);
  }, 30_000);

  it("is sent again by hand under the same id", async () => {
    const hook = await receiver();
    const { id } = await aChannel(hook.url, { events: ["rotation.succeeded"] });
    await rotate();
    await hook.got(1);
    await expect.poll(async () => (await only(id)).state, { timeout: 10_000 }).toBe("delivered");
    const { delivery } = await client.deliveries.sendAgain.mutate({ deliveryId: (await only(id)).id });
    expect(delivery).toMatchObject({ state: "delivered", attempts: [{ status: 204 }, { status: 204 }] });
    const [first, second] = await hook.got(2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  });

  it("delays no other while it does not answer", async () => {
    const slow = await receiver(() => {});
    const quick = await receiver();
    await aChannel(slow.url, { events: ["rotation.succeeded"] });
    await aChannel(quick.url, { events: ["rotation.succeeded"] });
    const began = performance.now();
    for (let n = 0; n < 6; n++) await rotate();
    await quick.got(6);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(slow.received.length).toBeLessThanOrEqual(4);
  });

  it("keeps its secret before for a day when it gets a new one", async () => {
    const hook = await receiver();
    const { id, secret } = await aChannel(hook.url);
    const { signingSecret } = await client.channels.renewSecret.mutate({ channelId: id });
    expect(signingSecret).not.toBe(secret);
    await client.channels.test.mutate({ channelId: id });
    const [one] = await hook.got(1);
    if (!one) throw new Error("nothing came");
    new Webhook(signingSecret).verify(one.body, hooksOf(one));
    new Webhook(secret).verify(one.body, hooksOf(one));
    await database.sql`update turnbolt.channels set config = config || '{"previousUntil":"2026-01-01T00:00:00Z"}' where id = ${id}`;
    await client.channels.test.mutate({ channelId: id });
    const [, later] = await hook.got(2);
    if (!later) throw new Error("nothing came");
    new Webhook(signingSecret).verify(later.body, hooksOf(later));
    expect(() => new Webhook(secret).verify(later.body, hooksOf(later))).toThrow();
  });
});

describe("a rotation that is late", () => {
  it("is told of by whichever process looks, once", async () => {
    const hook = await receiver();
    await aChannel(hook.url, { events: ["rotation.overdue"] });
    const rotation = await rotate();
    await database.sql`update turnbolt.rotations set next_at = now() - interval '2 hours', due_at = null where id = ${rotation.id}`;
    for (let processes = 0; processes < 2; processes++) await database.start("worker");
    const [one] = await hook.got(1);
    expect(JSON.parse(one?.body ?? "")).toMatchObject({
      type: "rotation.overdue",
      data: { rotation: { id: rotation.id }, dueAt: expect.any(String) },
    });
    const [row] =
      await database.sql`select count(*)::int as n from turnbolt.deliveries where event = 'rotation.overdue'`;
    expect(row?.n).toBe(1);
  });
});

describe("a test of a channel", () => {
  it.each([
    ["takes it", status(202), { state: "delivered", attempts: [{ status: 202, error: null }] }],
    ["refuses", status(401), { state: "given-up", attempts: [{ status: 401, error: "HTTP 401" }] }],
    [
      "leads elsewhere",
      status(302, { location: "http://127.0.0.1:1/" }),
      { state: "given-up", attempts: [{ status: 302, error: "HTTP 302: redirects are not followed" }] },
    ],
  ])("says what came of it: the receiver %s", async (_, answer, wanted) => {
    const hook = await receiver(answer);
    const { id } = await aChannel(hook.url);
    const { delivery } = await client.channels.test.mutate({ channelId: id });
    expect(delivery).toMatchObject({ event: "test", ...wanted });
    expect(hook.received).toHaveLength(1);
  });

  it.each([
    ["nobody listens there", closed],
    ["a port that HTTP is never sent to", async () => "http://127.0.0.1:25/"],
    [
      "leads to an address that this server does not contact",
      async () => "http://169.254.169.254/latest/meta-data",
    ],
    ["is the database of this installation", async () => `http://127.0.0.1:${new URL(database.url).port}/`],
  ])("is told in plain words why nothing could be sent: %s", async (words, url) => {
    const { id } = await aChannel(await url());
    const { delivery } = await client.channels.test.mutate({ channelId: id });
    expect(delivery.attempts[0]?.error).toContain(words);
  });
});

/** Where a server was and is no more. */
async function closed(): Promise<string> {
  const gone = await startReceiver();
  await gone.stop();
  return gone.url;
}

async function only(channelId: string) {
  const [delivery] = (await client.deliveries.list.query({ channelId })).deliveries;
  if (!delivery) throw new Error("there is no delivery");
  return delivery;
}
