import { describe, expect, it } from "vitest";
import { duration, relative } from "../src/parts/time.ts";

const NOW = new Date("2026-05-01T12:00:00Z");
const after = (ms: number) => relative(new Date(NOW.getTime() + ms), NOW);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("times in words", () => {
  it.each([
    [0, "just now"],
    [20_000, "in a moment"],
    [-20_000, "just now"],
    [MINUTE, "in 1 minute"],
    [-3 * HOUR, "3 hours ago"],
    [7 * DAY, "in 7 days"],
    [45 * DAY, "in 45 days"],
    [-100 * DAY, "3 months ago"],
    [900 * DAY, "in 2 years"],
  ])("%i ms from now: %s", (ms, words) => {
    expect(after(ms)).toBe(words);
  });

  it.each([
    [12.4, "12 ms"],
    [1_840, "1.8 s"],
    [42_000, "42 s"],
    [185_000, "3 min 5 s"],
    [2 * HOUR, "2 h"],
    [5 * DAY + 3 * HOUR, "5 d 3 h"],
  ])("%d ms long: %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
