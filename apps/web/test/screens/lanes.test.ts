import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type Bar, barsOf, type CredentialFacts } from "../../src/screens/rotation/bars.ts";
import { boundsOf, type Frame, firstFrame, panned, zoomed } from "../../src/screens/rotation/frame.ts";
import { type Lanes, layOutLanes, packed } from "../../src/screens/rotation/lanes.ts";

const START = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 86_400_000;
const sizes = { width: 800, barHeight: 24, gap: 8 };

const instant = fc.integer({ min: START, max: START + YEAR_MS });
const text = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

const credential = fc
  .record({
    times: fc.array(instant, { minLength: 3, maxLength: 3 }).map((times) => times.sort((a, b) => a - b)),
    slot: fc.constantFrom(0, 1, null),
    kind: fc.constantFrom("draft", "active", "superseded", "revoking", "revoked", "rejected"),
    revokeAt: fc.option(instant),
  })
  .map(({ times, slot, kind, revokeAt }, index?: number): CredentialFacts => {
    const [created = 0, promoted = 0, ended = 0] = times;
    const isPublished = kind !== "draft" && kind !== "rejected";
    return {
      version: (index ?? 0) + 1,
      slot,
      handle: "app",
      state: kind,
      createdAt: new Date(created).toISOString(),
      promotedAt: isPublished ? text(promoted) : null,
      revokeAt: text(revokeAt),
      endedAt: kind === "revoked" || kind === "rejected" ? text(ended) : null,
    };
  });

const facts = fc.record({
  phase: fc.constantFrom("single" as const, "dual" as const, null),
  overlap: fc.oneof(fc.constant("until-next" as const), fc.integer({ min: 1, max: 2_000 })),
  nextRuns: fc
    .array(instant, { maxLength: 5 })
    .map((times) => times.sort((a, b) => a - b).map((time) => new Date(time).toISOString())),
  credentials: fc
    .array(credential, { maxLength: 12 })
    .map((all) => all.map((one, index) => ({ ...one, version: index + 1 }))),
});

const moves = fc.array(
  fc.oneof(
    fc.record({ zoom: fc.double({ min: 0.01, max: 8, noNaN: true }), centre: fc.option(instant) }),
    fc.record({ pan: fc.double({ min: -2, max: 2, noNaN: true }) }),
  ),
  { maxLength: 6 },
);

function framed(
  bars: readonly Bar[],
  now: number,
  wanted: typeof moves extends fc.Arbitrary<infer M> ? M : never,
): Frame {
  const bounds = boundsOf(bars, now);
  return wanted.reduce<Frame>(
    (frame, move) =>
      "pan" in move
        ? panned(frame, bounds, move.pan)
        : zoomed(frame, bounds, move.zoom, move.centre === null ? undefined : clamp(move.centre, frame)),
    firstFrame(bars, now),
  );
}

const clamp = (time: number, { from, to }: Frame): number => Math.min(to, Math.max(from, time));

const ALMOST = 1e-6;

function expectWhole(lanes: Lanes): void {
  for (const { x, y, width, segments } of lanes.bars) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(lanes.width + ALMOST);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + sizes.barHeight).toBeLessThanOrEqual(lanes.height);
    expect(width).toBeGreaterThan(0);
    expect(segments.reduce((sum, one) => sum + one.width, 0)).toBeCloseTo(width, 6);
  }
  for (const lane of Map.groupBy(lanes.bars, (one) => one.lane).values()) {
    const ordered = lane.toSorted((a, b) => a.x - b.x);
    for (const [index, one] of ordered.entries()) {
      const next = ordered[index + 1];
      if (next) expect(one.x + one.width).toBeLessThanOrEqual(next.x + ALMOST);
    }
  }
}

it("bars never overlap in a lane and never leave the frame, however far one zooms and wherever one goes", () => {
  fc.assert(
    fc.property(facts, instant, moves, (of, now, wanted) => {
      const bars = barsOf(of, now);
      expectWhole(layOutLanes(bars, framed(bars, now, wanted), now, sizes));
    }),
    { numRuns: 300 },
  );
});

it("a last bar that is drawn wider at the very end overlaps no bar before it", () => {
  const bar = (version: number, from: number, to: number): Bar => ({
    ...{ version, slot: 0, handle: "app", state: "active", from, to },
    segments: [{ kind: "active", from, to, isGhost: false }],
  });
  const frame = { from: START, to: START + 1_000 };
  expectWhole(
    layOutLanes([bar(1, START, START + 999), bar(2, START + 999, START + 1_000)], frame, START, sizes),
  );
});

it("a frame stays inside of what there is to see, and has a length", () => {
  fc.assert(
    fc.property(facts, instant, moves, (of, now, wanted) => {
      const bars = barsOf(of, now);
      const bounds = boundsOf(bars, now);
      const { from, to } = framed(bars, now, wanted);
      expect(from).toBeGreaterThanOrEqual(bounds.from - 1);
      expect(to).toBeLessThanOrEqual(bounds.to + 1);
      expect(to).toBeGreaterThan(from);
    }),
    { numRuns: 300 },
  );
});

it("every version has exactly one bar in exactly one lane, in which no other is at the same time", () => {
  fc.assert(
    fc.property(facts, instant, (of, now) => {
      const bars = barsOf(of, now);
      const lanes = packed(bars);
      const versions = lanes.flat().map(({ version }) => version);
      expect(versions.toSorted((a, b) => a - b)).toEqual(bars.map(({ version }) => version));
      for (const lane of lanes)
        for (const [index, bar] of lane.entries())
          expect(bar.to).toBeLessThanOrEqual(lane[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    }),
  );
});

it("seen as a whole, every bar can be seen that its neighbours leave room for", () => {
  const bars = barsOf(
    {
      phase: "dual",
      overlap: "until-next",
      nextRuns: [],
      credentials: [
        {
          version: 1,
          slot: 0,
          handle: "app",
          state: "rejected",
          createdAt: new Date(START).toISOString(),
          promotedAt: null,
          revokeAt: null,
          endedAt: new Date(START + 5).toISOString(),
        },
      ],
    },
    START + YEAR_MS,
  );
  const { bars: placed } = layOutLanes(bars, boundsOf(bars, START + YEAR_MS), START + YEAR_MS, sizes);
  expect(placed).toHaveLength(1);
  expect(placed[0]?.width).toBeGreaterThanOrEqual(5);
});

it("two by turns are seen by turns: each slot has its lane", () => {
  const bar = (version: number, slot: number, from: number, to: number): Bar => ({
    version,
    slot,
    from,
    to,
    handle: null,
    state: "revoked",
    segments: [{ kind: "active", from, to, isGhost: false }],
  });
  const lanes = packed([bar(1, 0, 0, 20), bar(2, 1, 10, 30), bar(3, 0, 20, 40), bar(4, 1, 30, 50)]);
  expect(lanes.map((lane) => lane.map(({ version }) => version))).toEqual([
    [1, 3],
    [2, 4],
  ]);
});

it("zooming in keeps what is in the middle in the middle, and out again gives the whole", () => {
  const bounds = { from: 0, to: 10_000_000 };
  const near = zoomed(bounds, bounds, 0.5);
  expect(near).toEqual({ from: 2_500_000, to: 7_500_000 });
  expect(zoomed(near, bounds, 4)).toEqual(bounds);
  expect(panned(near, bounds, 10)).toEqual({ from: 5_000_000, to: 10_000_000 });
});
