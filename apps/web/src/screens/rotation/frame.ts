import type { Bar } from "./bars.ts";

/** The span of time that is looked at, in milliseconds since 1970. */
export interface Frame {
  readonly from: number;
  readonly to: number;
}

/** Nothing happens in less than this that a bar could show. */
const SHORTEST_MS = 60_000;
const MARGIN = 0.04;
/** So many versions are seen before anybody zooms. */
const SHOWN = 4;

/** Everything that there is to see, with a margin. */
export function boundsOf(bars: readonly Bar[], now: number): Frame {
  return around(Math.min(now, ...bars.map(({ from }) => from)), Math.max(now, ...bars.map(({ to }) => to)));
}

/** The newest versions and what comes next. */
export function firstFrame(bars: readonly Bar[], now: number): Frame {
  const shown = bars.filter(({ state }) => state !== "planned").slice(-SHOWN);
  const planned = bars.find(({ state }) => state === "planned");
  const to = planned ? planned.from + (planned.to - planned.from) / 2 : now;
  const ghosts = shown.flatMap(({ segments }) => segments.filter(({ isGhost }) => isGhost));
  const last = Math.max(now, to, ...ghosts.map((ghost) => Math.min(ghost.to, Math.max(to, now))));
  return within(around(Math.min(now, ...shown.map(({ from }) => from)), last), boundsOf(bars, now));
}

/** Nearer by a factor below 1, farther by one above it; what is at `centre` stays there. */
export function zoomed(frame: Frame, bounds: Frame, factor: number, centre = middle(frame)): Frame {
  const wanted = (frame.to - frame.from) * factor;
  const span = Math.min(Math.max(wanted, SHORTEST_MS), bounds.to - bounds.from);
  const part = (centre - frame.from) / (frame.to - frame.from);
  const from = centre - span * part;
  return within({ from, to: from + span }, bounds);
}

/** Sideways by a part of what is seen. */
export function panned(frame: Frame, bounds: Frame, part: number): Frame {
  const by = (frame.to - frame.from) * part;
  return within({ from: frame.from + by, to: frame.to + by }, bounds);
}

/** The same span, moved so that it does not leave the bounds. */
function within(frame: Frame, bounds: Frame): Frame {
  const span = Math.min(frame.to - frame.from, bounds.to - bounds.from);
  const from = Math.min(Math.max(frame.from, bounds.from), bounds.to - span);
  return { from, to: from + span };
}

const middle = ({ from, to }: Frame): number => (from + to) / 2;

function around(from: number, to: number): Frame {
  const margin = Math.max((to - from) * MARGIN, SHORTEST_MS);
  return { from: from - margin, to: to + margin };
}
