import { parseArgs } from "node:util";

/** How much is measured. */
export interface Options {
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

const FULL: Options = {
  rounds: 5,
  rotations: 1_000,
  jobs: 20_000,
  sent: 2_000,
  commits: 2_000,
  requests: 6_000,
};
/** Within a minute on two busy cores. */
const QUICK: Options = { rounds: 5, rotations: 150, jobs: 3_000, sent: 200, commits: 150, requests: 400 };

/** Throws for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: "boolean", default: false } } });
  return values.quick ? QUICK : FULL;
}
