import type { Bar, Segment } from "./bars.ts";
import type { Frame } from "./frame.ts";

export interface PlacedSegment {
  readonly segment: Segment;
  readonly x: number;
  readonly width: number;
}

/** A bar where it is drawn. */
export interface PlacedBar {
  readonly bar: Bar;
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly segments: readonly PlacedSegment[];
}

export interface Lanes {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly PlacedBar[];
  /** Where now is; `null` outside of the frame. */
  readonly now: number | null;
}

export interface LaneSizes {
  readonly width: number;
  readonly barHeight: number;
  readonly gap: number;
}

/** A bar is seen however short it was, as far as its neighbours leave room. */
const NARROWEST = 5;

/** The bars of a frame, each in a lane in which it overlaps no other. */
export function layOutLanes(bars: readonly Bar[], frame: Frame, now: number, sizes: LaneSizes): Lanes {
  const lanes = packed(bars);
  const placed = lanes.flatMap((lane, index) => placeLane(lane, index, frame, sizes));
  const at = scaled(frame, sizes.width, now);
  return {
    width: sizes.width,
    height: lanes.length * (sizes.barHeight + sizes.gap) + sizes.gap,
    bars: placed,
    now: now >= frame.from && now <= frame.to ? at : null,
  };
}

/** A lane for each slot, so that two by turns are seen by turns; what finds its lane taken goes to another one. */
export function packed(bars: readonly Bar[]): Bar[][] {
  const lanes: Bar[][] = [];
  for (const bar of bars.toSorted((a, b) => a.from - b.from || a.version - b.version)) {
    const wanted = bar.slot ?? 0;
    while (lanes.length <= wanted) lanes.push([]);
    const free = [wanted, ...lanes.keys()].find((index) => isFree(lanes[index], bar));
    if (free === undefined) lanes.push([bar]);
    else lanes[free]?.push(bar);
  }
  return lanes.filter((lane) => lane.length > 0);
}

/** Bars come by their beginning, so only the last one can be in the way. */
const isFree = (lane: readonly Bar[] | undefined, { from }: Bar): boolean =>
  lane !== undefined && (lane.at(-1)?.to ?? from) <= from;

function placeLane(lane: readonly Bar[], index: number, frame: Frame, sizes: LaneSizes): PlacedBar[] {
  // The last one is seen, too, where it begins at the very end: the one before it ends earlier then.
  const shown = lane.filter(({ from, to }) => to >= frame.from && from <= frame.to);
  const latest = (place: number) => sizes.width - (place === shown.length - 1 ? NARROWEST : 0);
  const starts = shown.map((bar, place) => Math.min(x1(bar), latest(place)));
  return shown.flatMap((bar, place) => {
    const room = starts[place + 1] ?? sizes.width;
    const end = Math.min(room, Math.max(clipped(frame, sizes.width, bar.to), x1(bar) + NARROWEST));
    const x = Math.max(0, Math.min(starts[place] ?? 0, room));
    if (end <= x) return [];
    const y = sizes.gap + index * (sizes.barHeight + sizes.gap);
    return [
      { bar, lane: index, x, y, width: end - x, segments: placeSegments(bar, frame, sizes.width, x, end) },
    ];
  });

  function x1({ from }: Bar): number {
    return clipped(frame, sizes.width, from);
  }
}

/** They fill the bar; the last one takes what the bar was widened by. */
function placeSegments(bar: Bar, frame: Frame, width: number, x: number, end: number): PlacedSegment[] {
  const last = bar.segments.length - 1;
  let left = x;
  return bar.segments.flatMap((segment, index) => {
    const right = index === last ? end : Math.min(end, Math.max(left, clipped(frame, width, segment.to)));
    const placed = { segment, x: left, width: right - left };
    left = right;
    return placed.width > 0 ? [placed] : [];
  });
}

const scaled = ({ from, to }: Frame, width: number, time: number): number =>
  ((time - from) / (to - from)) * width;

const clipped = (frame: Frame, width: number, time: number): number =>
  Math.min(width, Math.max(0, scaled(frame, width, time)));
