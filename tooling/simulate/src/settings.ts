import type { Corner } from "@turnbolt/testkit";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So often what the provider declares. */
const SLUGGISH = 12;

/** What kind of history it is; everything else is drawn while it is played. */
export interface Settings {
  /** How often something goes wrong where it can. */
  readonly faultRate: number;
  readonly workers: number;
  /** How late the target is; always within what the provider declares. */
  readonly lag: Lag;
  /** For a while the target takes far longer than declared until a new credential logs in. */
  readonly sluggish: Spell | null;
  /** For a while the target's policy refuses most values. */
  readonly fussy: Spell | null;
  /** Somebody else makes credentials there. */
  readonly planted: boolean;
  /** What the user declared; `replace` only where nobody else makes credentials. */
  readonly strangers: "keep" | "replace";
  readonly overlapMs: number | null;
  /** The credential of before is given at create. */
  readonly adopts: boolean;
  /** Jumps of the database's clock: when, counted from the start, and how far. */
  readonly jumps: readonly { readonly afterMs: number; readonly ms: number }[];
  /** When the database is found to be older than the installation remembers. */
  readonly olderAfterMs: number | null;
  /** Who wants to be told of promotions: nobody, somebody who is told sooner or later, somebody who never is. */
  readonly listener: "none" | "slow" | "deaf";
}

export interface Lag {
  readonly loginMs: number;
  readonly listMs: number;
}

/** A stretch of time, counted from the start. */
export interface Spell {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The settings of one history, drawn from its seed. */
export function drawSettings(
  random: () => number,
  { provider }: Pick<Corner, "provider">,
  days: number,
): Settings {
  const often = (rate: number) => random() < rate;
  const when = () => Math.floor(random() * days * DAY);
  const spell = () => {
    const fromMs = when();
    return { fromMs, toMs: Math.min(fromMs + Math.floor(random() * DAY), days * DAY) };
  };
  const planted = often(0.35);
  return {
    // Mostly calm, so that histories get far; sometimes wild.
    faultRate: 0.02 + 0.23 * random() ** 2,
    workers: 1 + Math.floor(3 * random()),
    lag: lagOf(provider, often(0.5) ? 0.9 * random() : 0),
    sluggish: often(0.2) ? spell() : null,
    fussy: often(0.2) ? spell() : null,
    planted,
    strangers: !planted && often(0.5) ? "replace" : "keep",
    overlapMs: provider.phase === "dual" && often(0.5) ? Math.ceil(23 * random()) * HOUR : null,
    adopts: often(0.3),
    jumps: often(0.3) ? [jump(random, when), jump(random, when)] : [],
    olderAfterMs: often(0.15) ? when() : null,
    listener: often(0.3) ? "slow" : often(0.1) ? "deaf" : "none",
  };
}

/** So much of what the provider declares. */
function lagOf({ propagation }: Corner["provider"], share: number): Lag {
  const { deadlineMs = 10 * SECOND, listLagMs = 0 } = propagation ?? {};
  return { loginMs: Math.floor(share * deadlineMs), listMs: Math.floor(share * (listLagMs ?? 0)) };
}

/** Logins far too late, lists as they were. */
export const sluggishLag = (provider: Corner["provider"], { listMs }: Lag): Lag => ({
  loginMs: lagOf(provider, SLUGGISH).loginMs,
  listMs,
});

const jump = (random: () => number, when: () => number) => ({
  afterMs: when(),
  ms: Math.floor(random() < 0.5 ? random() * 20 * MINUTE : -random() * 55 * SECOND),
});
