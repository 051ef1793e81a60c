import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";
import { type Receiver, startReceiver, status } from "./receiver.ts";

let turnbolt: Turnbolt;
let pairs: Pairs;
let sql: postgres.Sql;
let hook: Receiver;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  pairs = await pairsOf(turnbolt);
  sql = postgres(turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
  hook = await startReceiver(status(500));
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
  await hook.stop();
});

/** A rotation whose second credential somebody asked to be told of, and was not; its overlap is over. */
async function anOverlapThatIsOver() {
  const { client } = turnbolt;
  const input = {
    kind: "webhook" as const,
    name: `hook-${hook.received.length}`,
    settings: { url: hook.url },
  };
  const { channel } = await client.channels.create.mutate({ ...input, events: ["rotation.succeeded"] });
  const asked = await pairs.asked();
  const { id } = await pairs.create(asked);
  const old = await pairs.published(asked);
  await client.rotations.rotate.mutate({ rotationId: id });
  const delivery = async () => {
    const { deliveries } = await client.deliveries.list.query({ channelId: channel.id });
    return deliveries[0];
  };
  await expect.poll(async () => (await delivery())?.attempts.length, { timeout: 10_000 }).toBe(1);
  await sql`update turnbolt.versions set retire_at = now() where rotation_id = ${id} and state = 'superseded'`;
  await sql`update turnbolt.rotations set due_at = now() where id = ${id}`;
  await sql`select pg_notify('turnbolt_due', ${id})`;
  const waitsForHours = async () =>
    (
      await sql`select due_at > now() + interval '23 hours' as waits from turnbolt.rotations where id = ${id}`
    )[0]?.waits;
  await expect.poll(waitsForHours, { timeout: 10_000 }).toBe(true);
  expect(await pairs.canLogin(old)).toBe(true);
  return { id, old, deliveryId: (await delivery())?.id ?? "" };
}

describe("the superseded credential", () => {
  it("works on until whoever asked has been told of the one in its place, and then is ended", async () => {
    const { old, deliveryId } = await anOverlapThatIsOver();
    hook.answers(status(200));
    await turnbolt.client.deliveries.sendAgain.mutate({ deliveryId });
    await expect.poll(() => pairs.canLogin(old), { timeout: 10_000 }).toBe(false);
  }, 60_000);

  it("is ended at once by a person, whose plan says who has not been told", async () => {
    hook.answers(status(500));
    const { id, old } = await anOverlapThatIsOver();
    const { warnings } = await turnbolt.client.rotations.plan.mutate({ rotationId: id });
    expect(warnings.join("\n")).toContain("has not been told yet");
    await turnbolt.client.rotations.retire.mutate({ rotationId: id });
    await expect.poll(() => pairs.canLogin(old), { timeout: 10_000 }).toBe(false);
    const [run] =
      await sql`select trigger, requested_by from turnbolt.runs where rotation_id = ${id} and kind = 'retire'`;
    expect(run).toEqual({ trigger: "manual", requested_by: "root-token" });
  }, 60_000);
});
