import { parseArgs } from "node:util";
import type { ScreenOptions } from "./screens/measure-screens.ts";

/** How much is measured. */
export interface Options extends ScreenOptions {
  /** Nothing but what the screens take. */
  readonly onlyScreens: boolean;
  readonly rounds: number;
  /** Rotations in each round. */
  readonly rotations: number;
  /** Jobs of pg-boss that lie ready, sent jobs, and one-row commits in each round. */
  readonly jobs: number;
  readonly sent: number;
  readonly commits: number;
  /** Requests of each kind in each round. */
  readonly requests: number;
}

const FULL: Omit<Options, "onlyScreens"> = {
  rounds: 5,
  rotations: 1_000,
  jobs: 20_000,
  sent: 2_000,
  commits: 2_000,
  requests: 6_000,
  screens: { rotations: 100_000, runsOfEach: 10, requests: 40, ordersOfEach: 8, isTimed: true },
};
/** Within a minute on two busy cores. */
const QUICK: Omit<Options, "onlyScreens"> = {
  rounds: 5,
  rotations: 150,
  jobs: 3_000,
  sent: 200,
  commits: 150,
  requests: 400,
  screens: { rotations: 20_000, runsOfEach: 10, requests: 2, ordersOfEach: 1, isTimed: false },
};

/** Throws for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({ args: [...args], options: { quick: flag, screens: flag } });
  return { ...(values.quick ? QUICK : FULL), onlyScreens: values.screens };
}
