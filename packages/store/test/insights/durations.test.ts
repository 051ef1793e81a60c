import { describe, expect, it } from "vitest";
import { noDurations, placeOf, quantile } from "../../src/insights/durations.ts";

const of = (...lengths: readonly number[]) => {
  const durations = noDurations();
  for (const ms of lengths) durations[placeOf(ms)] = (durations[placeOf(ms)] ?? 0) + 1;
  return durations;
};

describe("how long most of them took", () => {
  it.each([10, 37, 250, 1_000, 59_999, 86_400_000, 1e10])("is right to within an eighth: %d ms", (ms) => {
    const told = quantile(of(ms), 0.5) ?? 0;
    expect(Math.abs(told - ms) / ms).toBeLessThan(0.13);
  });

  it("is told of the right one of many", () => {
    const all = of(...Array.from({ length: 100 }, (_, index) => (index + 1) * 1_000));
    expect(quantile(all, 0.5)).toBeGreaterThan(40_000);
    expect(quantile(all, 0.5)).toBeLessThan(60_000);
    expect(quantile(all, 0.95)).toBeGreaterThan(83_000);
    expect(quantile(all, 0.95)).toBeLessThan(108_000);
  });

  it("is nothing where there is nothing, and the end where something took no time or for ever", () => {
    expect(quantile(noDurations(), 0.5)).toBeNull();
    expect(quantile(of(0, -5), 0.95)).toBe(11);
    expect(quantile(of(Number.MAX_SAFE_INTEGER), 0.5)).toBeGreaterThan(1e10);
  });
});
