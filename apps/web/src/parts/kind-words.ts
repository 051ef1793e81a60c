/** What a plugin declares of the kind of its credentials. */
export interface Kind {
  readonly phase: "single" | "dual";
  readonly origin: "chosen" | "granted";
  readonly handles: "fixed" | "fresh" | null;
  readonly labelled: boolean | null;
  readonly capacity: number | null;
}

/** In a table, in two words. */
export const phaseLabel = ({ phase }: Pick<Kind, "phase">): string =>
  phase === "dual" ? "zero downtime" : "brief gap";

/** What a rotation means for whoever uses the credential. */
export const phaseWords = ({ phase }: Pick<Kind, "phase">): string =>
  phase === "dual"
    ? "Two credentials work side by side: the old one goes on working after the new one is published, until it is let go."
    : "The new credential ends the old one at once: whoever uses the old one is locked out until they have read the new one.";

/** Who makes the value, and how it is kept. */
export const originWords = ({ origin }: Pick<Kind, "origin">): string =>
  origin === "chosen"
    ? "Turnbolt makes the value, and writes it down sealed before the target hears of it."
    : "The target makes the value and shows it once; its answer is kept sealed as it arrives.";

/** What exists at the target. */
export function handleWords({ handles, capacity }: Pick<Kind, "handles" | "capacity">): string {
  if (handles === "fixed") return "Two accounts take turns: each rotation gives the idle one a new value.";
  if (handles === null) return "There is one credential, and its value is replaced.";
  const most = capacity === null ? "" : ` The target holds ${capacity} at most.`;
  return `Each rotation makes a new credential, and ends the oldest one.${most}`;
}

/** What the worst crash, in the worst moment, can cost. */
export function crashWords({ phase, origin, labelled }: Kind): string {
  if (origin === "chosen")
    return "Nothing. The value is on disk before it is sent; after a crash the same value is sent again.";
  if (phase === "single")
    return "The new value may be lost with the answer that carried it. Then nothing works until the next try, which follows by itself: availability may suffer, control never.";
  return labelled
    ? "Nothing that works. The target may be left with one credential too many; it carries our label, is found by it and ended."
    : "Nothing that works. The target may be left with one credential too many; where it cannot be told from those of others, a person is asked.";
}
