import auth0 from "@turnbolt/plugin-auth0";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type LeapClock, leapClock } from "../../../apps/server/test/pace/leap-clock.ts";
import { sharedDatabase } from "../../../apps/server/test/support/shared-database.ts";
import { type Shared, type Tenant, tenantWith } from "./tenant.ts";

const PER_SECOND = 20;
const MANY = 200;
const OTHERS = 25;

let database: Shared;
let clock: LeapClock;
let limited: Tenant;
let other: Tenant;
/** What the tenants' clocks show: the machine's time, or the one that only waiting uses up. */
let now = () => Date.now();
beforeAll(async () => {
  database = await sharedDatabase([auth0]);
  // Two data folders that are known from now on, and nobody who works.
  const { client } = await database.start("api");
  await database.start("api");
  const times = { clock: { now: () => now() } };
  [limited, other] = await Promise.all([
    tenantWith(database, client, { name: "limited", count: MANY, ...times }),
    tenantWith(database, client, { name: "other", count: OTHERS, ...times }),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all([limited?.emulator.stop(), other?.emulator.stop()]);
  await database?.stop();
});

const refused = ({ answers }: Tenant) => answers.filter(({ status }) => status === 429).length;

/** What was accepted, of all that could have been: what is allowed from the first to the last, and a full bucket to begin with. */
function shareOf({ answers }: Tenant): number {
  const accepted = answers.filter(({ status }) => status !== 429);
  const seconds = ((accepted.at(-1)?.at ?? 0) - (accepted[0]?.at ?? 0)) / 1000;
  const share = accepted.length / (PER_SECOND * seconds + PER_SECOND);
  console.log(
    `${accepted.length} requests in ${seconds.toFixed(1)} s: ${(share * 100).toFixed(1)} % of what is allowed`,
  );
  return share;
}

/** Two processes that know of no limit yet, at a tenant whose bucket is full. */
async function startTwo(settings: { readonly databaseUrl?: string } = {}, turnClock?: LeapClock) {
  await database.endServers();
  await database.sql`delete from turnbolt.rate_limits`;
  limited.emulator.limitTo(PER_SECOND);
  limited.answers.length = 0;
  for (const _ of [1, 2]) await database.start("worker", settings, turnClock && { turnClock });
}

describe("two processes at a connection that is allowed twenty requests a second", () => {
  describe("by time that only waiting uses up", () => {
    beforeAll(async () => {
      clock = await leapClock(database.sql);
      now = () => clock.now().getTime();
      await startTwo({ databaseUrl: clock.urlOf(database.url) }, clock);
    });

    it("finish two hundred rotations without one refusal, and use nine tenths of what is allowed", async () => {
      await Promise.all([limited.done(), other.done()]);
      expect([refused(limited), limited.answers.length]).toEqual([0, 3 * MANY]);
      expect(shareOf(limited)).toBeGreaterThan(0.9);
    }, 120_000);

    it("do not slow another connection's rotations, which need no time at all", async () => {
      clock.freeze(true);
      const before = now();
      await limited.makeDue(20);
      // All four hands that a connection has are at work.
      await vi.waitUntil(async () => (await limited.leased()) === 4, { timeout: 10_000 });
      await other.makeDue(OTHERS);
      await other.done();
      expect([now(), other.answers.length, refused(other)]).toEqual([before, 3 * OTHERS, 0]);
      // Theirs wait all the while, but for what was left in the bucket.
      expect(limited.answers.length).toBeLessThan(3 * 20);
      clock.freeze(false);
      await limited.done();
      expect([refused(limited), limited.answers.length]).toEqual([0, 3 * 20]);
    }, 60_000);
  });

  describe("by the machine's time", () => {
    beforeAll(async () => {
      now = () => Date.now();
      await startTwo();
    });

    it("are refused nothing", async () => {
      await limited.makeDue(20);
      await limited.done();
      expect([refused(limited), limited.answers.length]).toEqual([0, 3 * 20]);
      shareOf(limited);
    }, 60_000);

    it("leave it alone for as long as Retry-After says when it refuses all the same", async () => {
      let until = 0;
      limited.emulator.hooks.before = () => {
        if (limited.answers.length < 9 || (until > 0 && now() >= until)) return;
        until ||= now() + 1_000;
        return { status: 429, headers: { "retry-after": "1" } };
      };
      await limited.makeDue(8);
      await limited.done();
      delete limited.emulator.hooks.before;
      // The others that were under way, one for each hand.
      expect(refused(limited)).toBeGreaterThan(0);
      expect(refused(limited)).toBeLessThanOrEqual(4);
    }, 60_000);
  });
});
