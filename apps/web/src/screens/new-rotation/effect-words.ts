import type { Kind } from "../../parts/kind-words.ts";

/** What making a rotation does to what is in use, in plain words. */
export interface Effect {
  /** The first run. */
  readonly first: string;
  /** Somebody may be locked out by it. */
  readonly isHard: boolean;
  /** Whether the value in use may be handed over, so that nothing changes at first. */
  readonly mayAdopt: boolean;
  /** Every later run. */
  readonly later: string;
  /** What to think of where continuity matters. */
  readonly advice: string | null;
}

export function effectOf(kind: Kind, adopts: boolean): Effect {
  return { ...firstRun(kind, adopts), ...laterRuns(kind) };
}

function firstRun({ phase, handles }: Kind, adopts: boolean): Pick<Effect, "first" | "isHard" | "mayAdopt"> {
  if (adopts)
    return {
      first:
        "The first run logs in with the value that you hand over, and publishes it. Nothing is changed at the target.",
      isHard: false,
      mayAdopt: true,
    };
  if (handles === "fresh")
    return {
      first: "The first run makes one more credential. What works today goes on working.",
      isHard: false,
      mayAdopt: true,
    };
  const what = phase === "single" ? "the value that is live now" : "the value of the first account";
  return {
    first: `The first run replaces ${what}: whoever uses it is locked out until they have read the new one.`,
    isHard: true,
    mayAdopt: true,
  };
}

function laterRuns({ phase, handles }: Kind): Pick<Effect, "later" | "advice"> {
  if (phase === "single")
    return {
      later:
        "Each rotation has a gap: the old value is dead the moment the new one is issued, and whoever has not read the new one yet is refused.",
      advice: "Where continuity matters, switch the schedule off, and rotate by hand in a quiet hour.",
    };
  const how = handles === "fixed" ? "the other account gets a new value" : "a new credential is made";
  return {
    later: `Each rotation leaves the published one working: ${how}, and the one before goes on until it is let go.`,
    advice: null,
  };
}
