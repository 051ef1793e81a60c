const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "long" });
const EXACT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "full",
  timeStyle: "long",
});

/** A unit is used from twice its size on, where the next smaller one says more. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, size: number, from: number])[] = [
  ["year", 365 * 86_400_000, 2],
  ["month", 30 * 86_400_000, 2],
  ["day", 86_400_000, 1],
  ["hour", 3_600_000, 1],
  ["minute", 60_000, 1],
];

/** "in 3 days", "2 hours ago", "now". */
export function relative(at: Date, now: Date): string {
  const distance = at.getTime() - now.getTime();
  for (const [unit, size, from] of UNITS) {
    if (Math.abs(distance) >= size * from) return RELATIVE.format(Math.trunc(distance / size), unit);
  }
  return distance > 0 ? "in a moment" : "just now";
}

/** The whole date with seconds and the zone of whoever looks. */
export const exact = (at: Date): string => EXACT.format(at);

/** "240 ms", "1.8 s", "3 min 5 s", "2 h 10 min", "5 d". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return pair(ms, 60_000, "min", 1_000, "s");
  if (ms < 86_400_000) return pair(ms, 3_600_000, "h", 60_000, "min");
  return pair(ms, 86_400_000, "d", 3_600_000, "h");
}

function pair(ms: number, size: number, unit: string, part: number, partUnit: string): string {
  const whole = Math.floor(ms / size);
  const rest = Math.floor((ms % size) / part);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${partUnit}`;
}
