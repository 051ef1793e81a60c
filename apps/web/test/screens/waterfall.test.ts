import * as fc from "fast-check";
import { expect, it } from "vitest";
import { layOutWaterfall, type StepFacts } from "../../src/screens/run/waterfall.ts";

const START = Date.UTC(2026, 0, 1);
const sizes = { width: 600, barHeight: 20, gap: 6 };

const step = (name: string, attempt: number, from: number, to: number | null): StepFacts => ({
  name,
  attempt,
  startedAt: new Date(START + from).toISOString(),
  endedAt: to === null ? null : new Date(START + to).toISOString(),
  outcome: "ok",
});

const laid = (...steps: StepFacts[]) => layOutWaterfall(steps, START + 60_000, sizes);

it("each step has a lane in the order in which it came, and each try a bar of its own", () => {
  const { lanes, bars } = laid(
    step("issue", 1, 0, 400),
    step("verify", 1, 400, 500),
    step("issue", 2, 500, 800),
    step("verify", 2, 800, 1_000),
  );
  expect(lanes).toEqual(["issue", "verify"]);
  expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0, 1]);
  expect(bars.map(({ x }) => x)).toEqual([0, 240, 300, 480]);
});

it("a long pause is cut and said, so that what was done is still seen", () => {
  const { bars, breaks } = laid(step("issue", 1, 0, 1_000), step("verify", 1, 3_601_000, 3_602_000));
  expect(breaks).toEqual([{ x: 300, ms: 3_600_000 }]);
  expect(bars.map(({ width }) => width)).toEqual([200, 200]);
});

it("what is under way goes on until now", () => {
  const { bars } = laid(step("issue", 1, 0, null));
  expect(bars[0]).toMatchObject({ x: 0, width: 600 });
});

it("steps with names that this version does not know are drawn as all others", () => {
  expect(laid(step("rotate", 1, 0, 10), step("settle", 1, 10, 20)).lanes).toEqual(["rotate", "settle"]);
});

const anySteps = fc
  .array(
    fc.record({
      name: fc.constantFrom("issue", "verify", "promote", "retire", "of-an-older-version"),
      pause: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 100_000_000 })),
      length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
    }),
    { maxLength: 40 },
  )
  .map((all) => {
    let time = 0;
    return all.map(({ name, pause, length }, index) => {
      const from = time + pause;
      time = from + length;
      return step(name, index + 1, from, time);
    });
  });

it("bars never overlap in a lane, never leave the frame, and keep their order", () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const { bars, width, height, breaks } = layOutWaterfall(steps, START + 200_000_000, sizes);
      expect(bars.map(({ index }) => index)).toEqual(steps.map((_, index) => index));
      for (const bar of bars) {
        expect(bar.x).toBeGreaterThanOrEqual(0);
        expect(bar.x + bar.width).toBeLessThanOrEqual(width + 1e-6);
        expect(bar.y + sizes.barHeight).toBeLessThanOrEqual(height);
        expect(bar.width).toBeGreaterThan(1);
      }
      for (const lane of Map.groupBy(bars, ({ lane }) => lane).values())
        for (const [index, bar] of lane.entries()) {
          const next = lane[index + 1];
          if (next) expect(bar.x + bar.width).toBeLessThanOrEqual(next.x + 1e-6);
        }
      for (const { x } of breaks) expect(x >= 0 && x <= width).toBe(true);
    }),
    { numRuns: 300 },
  );
});
