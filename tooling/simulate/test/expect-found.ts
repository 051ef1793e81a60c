import { expect } from "vitest";
import { type Mutant, playScenario, type Scenario, type ScenarioResult } from "../src/index.ts";

/** A fault in a file of the lifecycle. */
export const fault = (file: string, find: string, replace: string): Mutant => ({
  file: `packages/core/src/lifecycle/${file}`,
  find,
  replace,
});

/** A fault in the ledger that stands for the store. */
export const ledgerFault = (find: string, replace: string): Mutant =>
  worldFault("memory-ledger.ts", find, replace);

/** A fault in how it makes room on a connection. */
export const roomFault = (find: string, replace: string): Mutant =>
  worldFault("memory-room.ts", find, replace);

const worldFault = (file: string, find: string, replace: string): Mutant => ({
  file: `packages/testkit/src/world/${file}`,
  find,
  replace,
});

/** The scenario ends well as things are, and with the fault it does not, in the way that is expected. */
export async function expectFound(scenario: Scenario, shows: RegExp, ...mutants: readonly Mutant[]) {
  const sound = await playSound(scenario);
  expect(sound.violations, sound.history.slice(-40).join("\n")).toEqual([]);
  const spoilt = await playScenario(scenario, ...mutants);
  expect(spoilt.violations.join("\n")).toMatch(shows);
}

const sounds = new Map<string, Promise<ScenarioResult>>();

/** As things are, each scenario is played once. */
function playSound(scenario: Scenario): Promise<ScenarioResult> {
  const key = JSON.stringify(scenario);
  const playing = sounds.get(key) ?? playScenario(scenario);
  sounds.set(key, playing);
  return playing;
}
