import { type DayText, spanOfDay } from "./zone.ts";

export interface PlacedEntry<T> {
  readonly entry: T;
  readonly day: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where its instant is; the entry itself may stand lower or higher, so that none hides another. */
  readonly mark: number;
}

export interface WeekColumn {
  readonly day: DayText;
  readonly x: number;
  readonly width: number;
  /** Of the clock, 23 and 25 on the days on which it is set. */
  readonly hours: number;
}

export interface Week<T> {
  readonly columns: readonly WeekColumn[];
  readonly entries: readonly PlacedEntry<T>[];
}

export interface WeekSizes {
  readonly width: number;
  readonly height: number;
  readonly entryHeight: number;
}

const HOUR_MS = 3_600_000;
const MARGIN = 2;

/** A column for each day, and its entries by the hour, none over another. */
export function layOutWeek<T extends { readonly at: number }>(
  days: readonly DayText[],
  entries: readonly T[],
  zone: string,
  sizes: WeekSizes,
): Week<T> {
  const width = sizes.width / days.length;
  const spans = days.map((day) => spanOfDay(day, zone));
  const columns = days.map((day, index) => ({
    day,
    x: index * width,
    width,
    hours: Math.round(lengthOf(spans[index]) / HOUR_MS),
  }));
  const placed = spans.flatMap((span, day) => {
    const own = entries.filter(({ at }) => at >= span.from && at < span.to).sort((a, b) => a.at - b.at);
    const marks = own.map(({ at }) => ((at - span.from) / lengthOf(span)) * sizes.height);
    const height = Math.min(sizes.entryHeight, sizes.height / Math.max(1, own.length));
    const tops = spread(marks, height, sizes.height);
    return own.map((entry, index) => ({
      entry,
      day,
      x: day * width + MARGIN,
      y: tops[index] ?? 0,
      width: Math.max(0, width - 2 * MARGIN),
      height,
      mark: marks[index] ?? 0,
    }));
  });
  return { columns, entries: placed };
}

/** Each below the one before it and none below the end; they move no further than that needs. */
function spread(marks: readonly number[], height: number, total: number): number[] {
  let free = 0;
  const tops = marks.map((mark) => {
    const top = Math.max(mark, free);
    free = top + height;
    return top;
  });
  let end = total;
  for (const index of [...tops.keys()].reverse()) {
    const top = Math.max(0, Math.min(tops[index] ?? 0, end - height));
    tops[index] = top;
    end = top;
  }
  return tops;
}

const lengthOf = (span: { readonly from: number; readonly to: number } | undefined): number =>
  Math.max(1, (span?.to ?? 0) - (span?.from ?? 0));
