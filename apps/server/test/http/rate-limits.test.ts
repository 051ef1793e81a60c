import { checkedFetch } from "@turnbolt/answers";
import type { Tally } from "@turnbolt/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rateLimits } from "../../src/http/rate-limits.ts";
import { memory } from "../fixtures/memory-plugin.ts";
import { sharedDatabase } from "../support/shared-database.ts";
import { clientOf } from "../support/turnbolt.ts";

/** A token whose count no other test shares. */
const OTHER = "another-root-token-for-tests-0123456789";

const never = (error: unknown) => {
  throw error;
};

/** A clock that is set by hand. */
function handClock() {
  let now = 1_700_000_000_000;
  return {
    clock: { now: () => new Date(now) },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

/** Counts as the database does, and remembers what it was asked. */
function memoryTally(now: () => Date) {
  const asked: string[][] = [];
  const totals = new Map<string, Tally>();
  return {
    asked,
    totals,
    add: async (added: readonly { key: string; count: number; windowMs: number }[]) => {
      asked.push(added.map(({ key }) => key));
      return added.map(({ key, count, windowMs }) => {
        const known = totals.get(key);
        const total =
          known && known.endsAt > now()
            ? { ...known, count: known.count + count }
            : { key, count, endsAt: new Date(now().getTime() + windowMs) };
        totals.set(key, total);
        return total;
      });
    },
  };
}

describe("one process", () => {
  it("lets so many through in a minute, and says in whole seconds when to come again", async () => {
    const { clock, pass } = handClock();
    const limits = rateLimits({ tally: memoryTally(clock.now), clock, onError: never });
    const ask = (key: string) => limits.waitOf(key, 3);
    expect([ask("a"), ask("a"), ask("a"), ask("a")]).toEqual([0, 0, 0, 60]);
    expect(ask("b")).toBe(0);
    pass(59_500);
    expect(ask("a")).toBe(1);
    pass(500);
    expect([ask("a"), ask("a"), ask("a"), ask("a")]).toEqual([0, 0, 0, 60]);
    expect(limits.waitOf("a", 0)).toBe(0);
    await limits.stop();
  });

  it("counts all newcomers as one when somebody makes up more addresses than there are places", async () => {
    const { clock } = handClock();
    const limits = rateLimits({ tally: memoryTally(clock.now), clock, onError: never });
    for (let number = 0; number < 50_000; number++) limits.waitOf(`address ${number}`, 2);
    const waits = ["x", "y", "z"].map((key) => limits.waitOf(key, 2));
    expect(waits).toEqual([0, 0, 60]);
    expect(limits.waitOf("address 7", 2)).toBe(0);
    await limits.stop();
  });
});

describe("several processes", () => {
  it("keep one limit together, and tell each other only of those who ask much", async () => {
    const { clock } = handClock();
    const tally = memoryTally(clock.now);
    const [one, two] = [1, 2].map(() => rateLimits({ tally, clock, onError: never, shareMs: 5 }));
    if (!one || !two) throw new Error("two were made");
    const most = 100;
    for (let asked = 0; asked < 60; asked++) {
      expect(one.waitOf("busy", most)).toBe(0);
      if (asked < 50) expect(two.waitOf("busy", most)).toBe(0);
      if (asked < 4) one.waitOf("quiet", most);
    }
    await expect.poll(() => [one.waitOf("busy", most), two.waitOf("busy", most)]).toEqual([60, 60]);
    expect(new Set(tally.asked.flat())).toEqual(new Set(["requests of busy"]));
    expect(one.waitOf("quiet", most)).toBe(0);
    await Promise.all([one.stop(), two.stop()]);
  });

  it("go on alone while the database does not answer", async () => {
    const { clock } = handClock();
    const errors: unknown[] = [];
    const tally = { add: () => Promise.reject(new Error("away")) };
    const limits = rateLimits({ tally, clock, onError: (error) => errors.push(error), shareMs: 5 });
    for (let asked = 0; asked < 5; asked++) expect(limits.waitOf("a", 5)).toBe(0);
    await expect.poll(() => errors.length).toBeGreaterThan(0);
    expect(limits.waitOf("a", 5)).toBe(60);
    await limits.stop();
  });
});

describe("a server", () => {
  let shared: Awaited<ReturnType<typeof sharedDatabase>>;
  beforeAll(async () => {
    shared = await sharedDatabase([memory]);
  }, 60_000);
  afterAll(() => shared.stop());

  it("refuses too much at both doors and for nobody's address, but never health", async () => {
    const rates = { token: 20, address: 10 };
    const { server, client } = await shared.start("all", { rateLimits: rates });
    const url = server.url ?? "";
    const fetch = checkedFetch(url);
    const ask = (path: string, headers: Record<string, string> = {}) => fetch(path, { headers });
    const until = async (path: string, headers: Record<string, string> = {}) => {
      for (let asked = 0; asked < 30; asked++) {
        const answer = await ask(path, headers);
        if (answer.status === 429) return answer;
      }
      throw new Error(`${path} was never refused`);
    };
    const nobody = await until("/api/v1/me");
    expect(nobody.headers.get("retry-after")).toMatch(/^([1-9]|[1-5]\d|60)$/);
    expect(await nobody.json()).toEqual({
      reqId: nobody.headers.get("x-request-id"),
      statusCode: 429,
      error: "RateLimitExceeded",
      message: expect.stringMatching(/^Too many requests: come again in \d+ s\.$/),
    });
    expect((await ask("/healthz")).status).toBe(200);
    await expect(
      (async () => {
        for (let asked = 0; asked < 30; asked++) await client.health.ready.query();
      })(),
    ).rejects.toMatchObject({ data: { code: "TOO_MANY_REQUESTS", retryAfterSeconds: expect.any(Number) } });
  });

  it("refuses what another one on the same database has counted", async () => {
    const rates = { token: 20, address: 0 };
    const start = async () => {
      const { server } = await shared.start("api", { rateLimits: rates, rootToken: OTHER });
      return clientOf(server.url ?? "", OTHER);
    };
    const [one, two] = [await start(), await start()];
    for (let asked = 0; asked < 20; asked++) await one.health.ready.query();
    let asked = 0;
    const refused = async () => {
      asked++;
      const answer = await two.health.ready.query().catch((error: unknown) => error);
      return answer instanceof Error;
    };
    await expect.poll(refused, { timeout: 10_000, interval: 700 }).toBe(true);
    expect(asked).toBeLessThan(20);
  }, 30_000);
});
