import { corner } from "@turnbolt/testkit";
import type { Settings } from "./settings.ts";
import { walk } from "./walk.ts";

/** Histories in which a fault has to show: walks over some corners until one goes wrong. */
export interface Scenario {
  readonly corners: readonly string[];
  readonly seeds: number;
  readonly fixed?: Partial<Settings>;
}

export interface ScenarioResult {
  readonly histories: number;
  readonly violations: readonly string[];
  /** The last history that was played. */
  readonly history: readonly string[];
}

export async function play({ corners, seeds, fixed }: Scenario): Promise<ScenarioResult> {
  let histories = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    for (const name of corners) {
      histories++;
      const { violations, history } = await walk(corner(name), seed, fixed);
      if (violations.length > 0) return { histories, violations, history };
    }
  }
  return { histories, violations: [], history: [] };
}
