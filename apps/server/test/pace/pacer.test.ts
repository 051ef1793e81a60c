import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fleet, type Process, type Send, startFleet } from "./fleet.ts";
import { refilling, type Vendor, type VendorOptions, windowed } from "./vendors.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** Two processes make so many requests with two hands each, by turns as calls of two requests and of one; gives what share of what is allowed was used. */
async function share(vendor: Vendor, count: number, perSecond: number): Promise<number> {
  const connectionId = await fleet.connection();
  const processes = await Promise.all([fleet.process(), fleet.process()]);
  let left = count / 3;
  const hand = async ({ call }: Process): Promise<void> => {
    while (left-- > 0) {
      for (const [step, times] of [
        ["issue", 2],
        ["verify", 1],
      ] as const) {
        for (;;) {
          const answers = await call({ connectionId, step, requests: Array(times).fill(vendor.send) });
          if (answers.every(({ ok }) => ok)) break;
          await fleet.clock.sleep(1_000 * Number(answers.find(({ ok }) => !ok)?.headers.get("retry-after")));
        }
      }
    }
  };
  await Promise.all([...processes, ...processes].map(hand));
  const { accepted } = vendor;
  const seconds = ((accepted.at(-1) ?? 0) - (accepted[0] ?? 0)) / 1000;
  return accepted.length / (seconds * perSecond);
}

describe("two processes never pass what a vendor allows, and use it well", () => {
  const cases: [string, number, number, (options: VendorOptions) => Vendor][] = [
    ["a bucket of 20 that gets 20 a second", 120, 20, (options) => refilling(20, 20, options)],
    ["20 in each second", 120, 20, (options) => windowed(20, 1_000, options)],
    ["120 in each minute", 180, 2, (options) => windowed(120, 60_000, options)],
    ["a bucket of 50 that gets 17 a second", 150, 17, (options) => refilling(50, 17, options)],
    ["a bucket of 10 that gets 2 a second", 60, 2, (options) => refilling(10, 2, options)],
  ];
  it.each(cases)("%s", async (_, count, perSecond, make) => {
    const vendor = make({ clock: fleet.clock });
    const used = await share(vendor, count, perSecond);
    expect(vendor.refused).toEqual([]);
    // How long a window is the vendors do not say: it is learned while it is used.
    expect(used).toBeGreaterThan(0.75);
  });
});

const answer =
  (status: number, headers: Record<string, string> = {}): Send =>
  async () =>
    new Response("{}", { status, headers: { date: fleet.clock.now().toUTCString(), ...headers } });
const tells = (limit: number, remaining: number, until: number) =>
  answer(200, {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(until),
  });

describe("a connection", () => {
  it("whose vendor tells no limit waits for nothing and asks nobody", async () => {
    const connectionId = await fleet.connection();
    const { call, asked } = await fleet.process();
    const before = fleet.clock.monotonic();
    for (let n = 0; n < 20; n++)
      await call({ connectionId, step: "issue", requests: [answer(200), answer(500)] });
    expect([fleet.clock.monotonic() - before, asked()]).toEqual([0, 0]);
  });

  it("does not wait for another one's turns", async () => {
    const [one, two] = [await fleet.connection(), await fleet.connection()];
    const { call } = await fleet.process();
    await call({ connectionId: one, step: "issue", requests: [tells(20, 19, 1), tells(20, 18, 1)] });
    const before = fleet.clock.monotonic();
    await call({ connectionId: two, step: "issue", requests: [tells(20, 19, 1)] });
    expect(fleet.clock.monotonic()).toBe(before);
  });

  it.each([
    [{ "retry-after": "7" }, 7],
    [{}, 1],
  ])("is left alone by every process after a 429 with %j", async (headers, seconds) => {
    const connectionId = await fleet.connection();
    const [first, second] = [await fleet.process(), await fleet.process()];
    const begun = fleet.clock.monotonic();
    await first.call({ connectionId, step: "issue", requests: [answer(429, headers)] });
    const sent: number[] = [];
    const noted: Send = async () => {
      sent.push(fleet.clock.monotonic() - begun);
      return answer(200)();
    };
    await expect.poll(() => second.heard).toContain(connectionId);
    await Promise.all(
      [first, second].map(({ call }) => call({ connectionId, step: "verify", requests: [noted] })),
    );
    expect(sent).toHaveLength(2);
    for (const at of sent) expect(at).toBeGreaterThanOrEqual(seconds * 1_000);
    expect(Math.max(...sent)).toBeLessThan(seconds * 1_000 + 100);
  });

  it("is not taken for another one, whose vendor tells no limit for the same step, or another one", async () => {
    const [limited, free, other] = [
      await fleet.connection(),
      await fleet.connection(),
      await fleet.connection(),
    ];
    const { call } = await fleet.process();
    const send = (connectionId: string, answered: Send) =>
      call({ connectionId, step: "issue", requests: [answered, answered] });
    await send(limited, tells(20, 19, 1));
    await send(free, answer(200));
    await send(other, tells(50, 49, 1));
    const before = fleet.clock.monotonic();
    for (let n = 0; n < 3; n++) await send(limited, tells(20, 19, 1));
    expect(fleet.clock.monotonic() - before).toBeGreaterThan(5 * 50);
  });

  it("waits for its turn also while the database is being told of the limit", async () => {
    const connectionId = await fleet.connection();
    const { promise, resolve } = Promise.withResolvers<void>();
    const limits = fleet.limits();
    const { call } = await fleet.process({ learn: (learned) => promise.then(() => limits.learn(learned)) });
    const first = call({ connectionId, step: "issue", requests: [answer(429, { "retry-after": "2" })] });
    await new Promise((done) => setImmediate(done));
    const begun = fleet.clock.monotonic();
    const sent: number[] = [];
    const noted: Send = async () => {
      sent.push(fleet.clock.monotonic() - begun);
      return answer(200)();
    };
    const second = call({ connectionId, step: "verify", requests: [noted] });
    await fleet.clock.sleep(100);
    resolve();
    await Promise.all([first, second]);
    expect(sent[0]).toBeGreaterThanOrEqual(2_000);
  });

  it("sends nothing where it would have to wait for too long, and says how long as the target would", async () => {
    const connectionId = await fleet.connection();
    const { call } = await fleet.process();
    await call({ connectionId, step: "issue", requests: [answer(429, { "retry-after": "60" })] });
    let sent = 0;
    const noted: Send = async () => {
      sent += 1;
      return answer(200)();
    };
    const before = fleet.clock.monotonic();
    const [told] = await call({ connectionId, step: "issue", requests: [noted] });
    expect([sent, told?.status, told?.headers.get("retry-after")]).toEqual([0, 429, "60"]);
    expect(fleet.clock.monotonic()).toBe(before);
  });

  it("waits no longer than half of a call's time", async () => {
    const connectionId = await fleet.connection();
    const { call } = await fleet.process();
    await call({ connectionId, step: "issue", requests: [answer(429, { "retry-after": "3" })] });
    const [told] = await call({ connectionId, step: "issue", requests: [answer(200)], leftMs: 5_000 });
    expect(told?.status).toBe(429);
  });

  it("begins a call when there are turns for all that its step sent last time", async () => {
    const connectionId = await fleet.connection();
    const { call } = await fleet.process();
    const requests = [tells(10, 9, 1), tells(10, 8, 1), tells(10, 7, 1)];
    await call({ connectionId, step: "issue", requests });
    await fleet.clock.sleep(10_000);
    const sent: number[] = [];
    const noted = requests.map((send) => async () => {
      sent.push(fleet.clock.monotonic());
      return send();
    });
    for (let n = 0; n < 2; n++) await call({ connectionId, step: "issue", requests: noted });
    const [first = 0, second, third, fourth = 0] = sent;
    expect([second, third]).toEqual([first, first]);
    expect(fourth).toBeGreaterThan(first);
  });

  it("has several limits side by side, which the vendor's own numbers tell apart", async () => {
    const connectionId = await fleet.connection();
    const { call } = await fleet.process();
    for (const step of ["strict", "wide"]) {
      const send = step === "strict" ? tells(2, 1, 4) : tells(6_000, 5_999, 4);
      for (let n = 0; n < 2; n++) await call({ connectionId, step, requests: [send] });
    }
    const before = fleet.clock.monotonic();
    await call({ connectionId, step: "wide", requests: [tells(6_000, 5_999, 4)] });
    expect(fleet.clock.monotonic() - before).toBeLessThan(10);
    await call({ connectionId, step: "strict", requests: [tells(2, 1, 4)] });
    expect(fleet.clock.monotonic() - before).toBeGreaterThan(1_000);
  });

  it("goes on without its turns when the database does not answer, and when the call is given up", async () => {
    const connectionId = await fleet.connection();
    const { call, errors } = await fleet.process({ take: () => Promise.reject(new Error("no database")) });
    const requests = [tells(20, 19, 1)];
    await call({ connectionId, step: "issue", requests });
    expect(await call({ connectionId, step: "issue", requests })).toHaveLength(1);
    expect(errors).toHaveLength(1);
    const other = await fleet.process();
    await other.call({ connectionId, step: "issue", requests: [answer(429, { "retry-after": "9" })] });
    const before = fleet.clock.monotonic();
    await other.call({ connectionId, step: "issue", requests, signal: AbortSignal.abort() });
    expect(fleet.clock.monotonic()).toBe(before);
  });
});
