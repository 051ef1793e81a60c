import type { Corner } from "@turnbolt/testkit";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What kind of history it is; everything else is drawn while it is played. */
export interface Settings {
  /** How often something goes wrong where it can. */
  readonly faultRate: number;
  readonly workers: number;
  /** How late the target is; always within what the provider declares. */
  readonly lag: { readonly loginMs: number; readonly listMs: number };
  /** Somebody else makes credentials there. */
  readonly planted: boolean;
  /** What the user declared; `replace` only where nobody else makes credentials. */
  readonly strangers: "keep" | "replace";
  readonly overlapMs: number | null;
  /** The credential of before is given at create. */
  readonly adopts: boolean;
  /** Jumps of the database's clock: when, counted from the start, and how far. */
  readonly jumps: readonly { readonly afterMs: number; readonly ms: number }[];
}

/** The settings of one history, drawn from its seed. */
export function drawSettings(
  random: () => number,
  { provider }: Pick<Corner, "provider">,
  days: number,
): Settings {
  const planted = random() < 0.35;
  const { propagation } = provider;
  const slow = random() < 0.5 ? 0.9 * random() : 0;
  const overlaps = provider.phase === "dual" && random() < 0.5;
  return {
    // Mostly calm, so that histories get far; sometimes wild.
    faultRate: 0.02 + 0.23 * random() ** 2,
    workers: 1 + Math.floor(3 * random()),
    lag: {
      loginMs: Math.floor(slow * (propagation?.deadlineMs ?? 10_000)),
      listMs: Math.floor(slow * (propagation?.listLagMs ?? 0)),
    },
    planted,
    strangers: !planted && random() < 0.5 ? "replace" : "keep",
    overlapMs: overlaps ? Math.ceil(23 * random()) * HOUR : null,
    adopts: random() < 0.3,
    jumps: random() < 0.3 ? drawJumps(random, days) : [],
  };
}

function drawJumps(random: () => number, days: number): Settings["jumps"] {
  return Array.from({ length: 1 + Math.floor(3 * random()) }, () => ({
    afterMs: Math.floor(random() * days * 24 * HOUR),
    ms: Math.floor(random() < 0.5 ? random() * 20 * MINUTE : -random() * 55_000),
  }));
}
