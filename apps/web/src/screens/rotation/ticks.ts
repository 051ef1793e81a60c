import { scaleTime } from "d3-scale";
import type { Frame } from "./frame.ts";

export interface Tick {
  readonly at: number;
  readonly x: number;
  readonly label: string;
}

/** A label takes so much room, in pixels. */
const ROOM = 84;

/** Where the axis is labelled, by the clock on the wall of who looks. */
export function ticksOf({ from, to }: Frame, width: number): Tick[] {
  const scale = scaleTime([from, to], [0, width]);
  const label = labelOf(to - from);
  return scale
    .ticks(Math.max(2, Math.floor(width / ROOM)))
    .map((date) => ({ at: date.getTime(), x: scale(date), label: label.format(date) }));
}

const DAY_MS = 86_400_000;

/** As exact as the span makes sense of. */
function labelOf(span: number): Intl.DateTimeFormat {
  if (span > 500 * DAY_MS) return new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" });
  if (span > 4 * DAY_MS) return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
  if (span > DAY_MS / 2)
    return new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: span < 600_000 ? "2-digit" : undefined,
  });
}
