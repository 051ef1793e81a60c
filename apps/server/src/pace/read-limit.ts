/** What an answer says of the limit that it was counted against. */
export interface Reading {
  /** Tells this limit from the vendor's others. */
  readonly scope: string;
  readonly allowed: number;
  readonly remaining: number;
  /** Until it begins anew: at the most, … */
  readonly untilMs: number;
  /** … and at the least: the second that is told is rounded, and so is the one in which it was told. */
  readonly leftMs: number;
  /** How long it lasts; at the least so long, where the vendor does not say it. */
  readonly windowMs: number;
}

/** Who allows more in a window allows everything. */
const MOST = 1e9;
const FAMILIES = ["ratelimit", "x-ratelimit", "x-rate-limit"];
const SECOND_MS = 1_000;
/** A limit that lasts longer is a mistake of who tells it, and would stop the connection. */
const LONGEST_MS = 86_400_000;

/** Reads the three headers in which vendors tell a limit, whatever their family; `null` where they are not whole. */
export function readLimit(headers: Headers, now: Date): Reading | null {
  const family = FAMILIES.find((name) => headers.has(`${name}-limit`));
  const [allowed, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
    numberAtStart(headers.get(`${family}-${name}`)),
  );
  if (
    allowed === undefined ||
    remaining === undefined ||
    reset === undefined ||
    allowed < 1 ||
    allowed > MOST
  )
    return null;
  const date = Date.parse(headers.get("date") ?? "");
  const untilMs = within(waitUntil(reset, Number.isNaN(date) ? now.getTime() : date));
  const leftMs = Math.max(0, untilMs - 2 * SECOND_MS);
  const window = /;\s*w=(\d+)/.exec(headers.get(`${family}-limit`) ?? "")?.[1];
  const windowMs =
    window === undefined ? Math.max(untilMs - SECOND_MS, SECOND_MS) : within(Number(window) * SECOND_MS);
  return {
    scope: String(allowed),
    allowed,
    remaining: Math.min(remaining, allowed),
    untilMs,
    leftMs,
    windowMs,
  };
}

/** Milliseconds of an instant fit; what is counted beyond it is no limit. */
const LARGEST = 1e13;
const within = (ms: number): number => Math.min(Math.max(0, ms), LONGEST_MS);

/** Nobody waits for thirty years, so a number that large is an instant by the vendor's clock; larger still, in milliseconds. */
function waitUntil(reset: number, vendorNow: number): number {
  if (reset >= 1e12) return reset - vendorNow;
  return reset >= 1e9 ? reset * SECOND_MS - vendorNow : reset * SECOND_MS;
}

function numberAtStart(text: string | null): number | undefined {
  const digits = /^\s*(\d+)/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Math.min(Number(digits), LARGEST);
}
