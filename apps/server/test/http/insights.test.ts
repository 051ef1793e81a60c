import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";
import { type Rest, restOf } from "../support/rest.ts";

let keys: Keys;
let rest: Rest;
beforeAll(async () => {
  keys = await startKeys();
  rest = restOf(keys.server.url ?? "");
}, 60_000);
afterAll(() => keys.stop());

const today = () => new Date().toISOString().slice(0, 10);
const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const overview = () => keys.client.insights.overview.query({});

describe("the overview", () => {
  it("tells of a rotation what people see of it: soon, failing, waiting, and what helps", async () => {
    const before = await overview();
    const { id, name } = await keys.create("seen", { rotationInterval: 3 });
    const soon = await overview();
    expect(soon.counters.dueSoon.count).toBe(before.counters.dueSoon.count + 1);
    expect(soon.days).toHaveLength(30);
    expect(soon.days.at(-1)).toMatchObject({ day: today(), failed: 0 });
    expect(soon.days.at(-1)?.succeeded).toBeGreaterThan(0);
    expect(soon.durations?.medianMs).toBeGreaterThan(0);

    keys.target.refuse("issue");
    await keys.client.rotations.rotate.mutate({ rotationId: id, force: true }).catch(() => null);
    keys.target.refuse(null);
    const failing = await overview();
    expect(failing.counters.failing).toEqual({ count: 1, isMore: false });
    expect(failing.days.at(-1)?.failed).toBe(1);
    const [worst] = failing.worst;
    expect(worst).toMatchObject({
      problem: "failing",
      cause: expect.stringContaining("locked by its owner"),
      action: "retry",
      rotation: { id, name, environment: "dev", secretPath: "/" },
    });
    // The one thing that helps, done.
    const { run } = await keys.client.runs.retry.mutate({ runId: worst?.runId ?? "" });
    await expect
      .poll(async () => (await keys.client.runs.get.query({ runId: run.id })).run.state, { timeout: 10_000 })
      .toBe("done");
    expect((await overview()).counters.failing.count).toBe(0);
  });

  it("names a broken connection once, whatever it holds, and what the target said", async () => {
    const { connectionId } = keys.connected;
    await keys.create("held-1");
    await keys.sql`update turnbolt.connections set broken_at = now(), broken_message = 'keys: no longer known' where id = ${connectionId}`;
    await keys.sql`update turnbolt.rotations set held_at = now() where connection_id = ${connectionId} and deleted_at is null`;
    const { worst, counters } = await overview();
    expect(worst).toMatchObject([
      {
        problem: "broken-connection",
        cause: "keys: no longer known",
        action: "mend-connection",
        connection: { id: connectionId },
        rotation: null,
        held: { count: counters.attention.count },
      },
    ]);
    expect(counters.attention.count).toBeGreaterThan(1);
    const { connections } = keys.client;
    expect(await connections.state.query({ connectionId })).toMatchObject({
      state: "broken",
      brokenMessage: "keys: no longer known",
      dependants: { count: counters.attention.count },
      lastUsedAt: expect.any(String),
    });
    const { rotations } = await connections.dependants.query({ connectionId, limit: 1 });
    expect(rotations).toMatchObject([{ name: expect.any(String), state: "attention" }]);
    await connections.test.mutate({ connectionId });
    expect((await overview()).worst).toEqual([]);
    expect(await connections.state.query({ connectionId })).toMatchObject({
      state: "works",
      testedAt: expect.any(String),
    });
  });

  it("is read over HTTP, of all and of one project", async () => {
    const all = await rest("GET", "/api/v2/insights/overview");
    expect({ status: all.status, hours: all.body.nextHours.length }).toEqual({ status: 200, hours: 24 });
    const { projectId } = keys.connected;
    const one = await rest("GET", "/api/v2/insights/overview", { query: { projectId } });
    expect(one.body.counters).toEqual(all.body.counters);
    const none = await rest("GET", "/api/v2/insights/overview", { query: { projectId: randomUUID() } });
    expect(none.status).toBe(400);
  });
});

describe("the calendar", () => {
  it("shows the runs of today and every planned start after it", async () => {
    const { name } = await keys.create("weekly", { rotationInterval: 7 });
    const query = { from: today(), to: dateIn(61) };
    const { status, body } = await rest("GET", "/api/v2/insights/calendar", { query });
    expect(status).toBe(200);
    expect(body.days).toHaveLength(62);
    expect(body.isComplete).toBe(true);
    expect(body.days[0]).toMatchObject({ day: today(), succeeded: expect.any(Number) });
    expect(body.days[0].runs).toContainEqual(
      expect.objectContaining({ kind: "create", state: "done", rotationName: expect.any(String) }),
    );
    const days: { day: string; starts: { rotationName: string }[]; planned: { count: number } }[] = body.days;
    const mine = days.filter(({ starts }) => starts.some(({ rotationName }) => rotationName === name));
    expect(mine.length).toBeGreaterThanOrEqual(8);
    const gaps = mine.map(({ day }) => Date.parse(day) / 86_400_000);
    expect(gaps.every((day, index) => index === 0 || day - (gaps[index - 1] ?? 0) === 7)).toBe(true);
  });

  // One of the two has another day than UTC at any time; their clocks are never set.
  it.each([
    ["Pacific/Kiritimati", 14],
    ["Pacific/Pago_Pago", -11],
  ])("has the days of the zone that was asked for: %s", async (timeZone, hours) => {
    await keys.create(`elsewhere${hours}`, { rotationInterval: 1, rotateAtUtc: { hours: 10, minutes: 30 } });
    const ask = (zone?: string) =>
      keys.client.insights.calendar.query({ from: dateIn(-2), to: dateIn(5), timeZone: zone });
    const [utc, elsewhere] = await Promise.all([ask(), ask(timeZone)]);
    const total = ({ days }: typeof utc) => days.reduce((sum, { succeeded }) => sum + succeeded, 0);
    expect([elsewhere.isPastByUtc, total(elsewhere)]).toEqual([false, total(utc)]);
    const dayThere = (at: string) => new Date(Date.parse(at) + hours * 3_600_000).toISOString().slice(0, 10);
    for (const { day, runs, starts } of elsewhere.days) {
      for (const { endedAt } of runs) expect(dayThere(endedAt)).toBe(day);
      for (const { at } of starts) expect(dayThere(at)).toBe(day);
    }
    expect(elsewhere.days.flatMap(({ starts }) => starts).length).toBeGreaterThan(3);
  });

  it("warns when rotations of one connection start together", async () => {
    await keys.create("together-1", { rotationInterval: 9 });
    await keys.create("together-2", { rotationInterval: 9 });
    const { days } = await keys.client.insights.calendar.query({ from: today(), to: dateIn(12) });
    const collisions = days.flatMap(({ collisions }) => collisions);
    expect(collisions).toContainEqual(
      expect.objectContaining({
        connection: expect.objectContaining({ id: keys.connected.connectionId }),
        count: expect.any(Number),
      }),
    );
  });

  it.each([
    ["more than 62 days", { from: "2026-01-01", to: "2026-03-04" }],
    ["a last day before the first one", { from: "2026-01-02", to: "2026-01-01" }],
    ["a day that there is not", { from: "2026-02-30", to: "2026-03-01" }],
    ["no day at all", {}],
    ["a zone that there is not", { from: "2026-01-01", to: "2026-01-02", timeZone: "Mars/Olympus" }],
  ])("refuses %s", async (_, query) => {
    const { status, body } = await rest("GET", "/api/v2/insights/calendar", { query });
    expect(status).toBe(422);
    expect(["from", "to", "timeZone"]).toContain(body.message[0].path[0]);
  });
});
