import { describe, expect, it } from "vitest";
import { readLimit } from "../../src/pace/read-limit.ts";

const NOW = 1_800_000_000_000;
const read = (headers: Record<string, string>) => readLimit(new Headers(headers), new Date(NOW));
const three = (family: string, limit: string, remaining: string, reset: string) => ({
  [`${family}-limit`]: limit,
  [`${family}-remaining`]: remaining,
  [`${family}-reset`]: reset,
});

describe("the limit that an answer tells", () => {
  it.each([
    ["x-ratelimit", "1800000061", 61_000],
    ["x-rate-limit", "1800000061", 61_000],
    ["x-ratelimit", "1800000061500", 61_500],
    ["x-ratelimit", "61", 61_000],
    ["ratelimit", "61", 61_000],
  ])("is read from %s-limit, -remaining and -reset: %s", (family, reset, untilMs) => {
    const found = read(three(family, "50", "49", reset));
    const leftMs = untilMs - 2_000;
    expect(found).toEqual({
      scope: "50",
      allowed: 50,
      remaining: 49,
      untilMs,
      leftMs,
      windowMs: untilMs - 1_000,
    });
  });

  it("begins anew by the vendor's own clock", () => {
    const date = new Date(NOW + 55_000).toUTCString();
    expect(read({ ...three("x-ratelimit", "50", "49", "1800000061"), date })?.untilMs).toBe(6_000);
  });

  it("lasts as long as the vendor says, where it does", () => {
    expect(read(three("ratelimit", "100, 100;w=60", "7", "12"))).toMatchObject({
      allowed: 100,
      windowMs: 60_000,
    });
  });

  it("lasts for a day at the most, whatever a vendor says", () => {
    const DAY = 86_400_000;
    const huge = "9".repeat(40);
    expect(read(three("x-ratelimit", "20", "7", "99999999"))?.untilMs).toBe(DAY);
    expect(read(three("x-ratelimit", "20", "7", huge))?.untilMs).toBe(DAY);
    expect(read(three("ratelimit", `20;w=${huge}`, huge, "12"))).toMatchObject({
      windowMs: DAY,
      remaining: 20,
    });
    expect(read(three("x-ratelimit", huge, "7", "12"))).toBeNull();
  });

  it("lasts for a second at the least", () => {
    expect(read(three("x-ratelimit", "20", "7", "1"))).toMatchObject({ leftMs: 0, windowMs: 1_000 });
  });

  it.each([
    {},
    { "x-ratelimit-limit": "20" },
    three("x-ratelimit", "many", "1", "1"),
    three("x-ratelimit", "0", "0", "1"),
  ])("is none where the headers are not whole: %j", (headers) => {
    expect(read(headers)).toBeNull();
  });
});
