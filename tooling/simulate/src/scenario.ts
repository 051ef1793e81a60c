import { corner } from "@turnbolt/testkit";
import { scenarios } from "./scenarios.ts";
import type { Settings } from "./settings.ts";
import { walk } from "./walk.ts";

/** Histories in which a fault has to show: one that was made on purpose, or walks over some corners. */
export type Scenario =
  | { readonly made: string }
  | { readonly corners: readonly string[]; readonly seeds: number; readonly fixed?: Partial<Settings> };

export interface ScenarioResult {
  readonly histories: number;
  /** Of the first history that went wrong. */
  readonly violations: readonly string[];
  readonly history: readonly string[];
}

export async function play(scenario: Scenario): Promise<ScenarioResult> {
  if (!("made" in scenario)) return await walkAll(scenario);
  const perform = scenarios[scenario.made];
  if (!perform) throw new Error(`no scenario is called ${scenario.made}`);
  return { histories: 1, ...(await perform()) };
}

async function walkAll({
  corners,
  seeds,
  fixed,
}: Exclude<Scenario, { made: string }>): Promise<ScenarioResult> {
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
