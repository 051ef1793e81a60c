import type { Limits, RotationProvider } from "@turnbolt/core";
import type { Subject, Target } from "../target.ts";
import type { Chooser } from "./chooser.ts";
import type { World } from "./world.ts";

export interface WorldOptions {
  readonly provider: RotationProvider;
  readonly target: Target;
  readonly subject: Subject;
  readonly chooser: Chooser;
  readonly clock: { time: number };
  readonly workers?: number;
  /** So many rotations at once over one connection; 1 when absent. */
  readonly perConnection?: number;
  readonly limits?: Partial<Limits>;
  /** After how long everybody who asked has been told of a promotion; `null`: nobody asked. Infinite: somebody never is. */
  readonly toldAfterMs?: () => number | null;
  readonly seed?: number;
  /** Ends the history where it went wrong; else it goes on and tells more. */
  readonly stops?: true;
}

/** One thing that somebody does at a time. */
export interface Deed {
  /** When, by the world's clock; … */
  readonly at?: number;
  /** … or in the middle of things: before the call with this number. */
  readonly beforeCall?: number;
  readonly name: string;
  readonly perform: (world: World) => Promise<void> | void;
}
