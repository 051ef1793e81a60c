export { type Mutant, playScenario } from "./mutant.ts";
export type { Scenario, ScenarioResult } from "./scenario.ts";
export { type SearchBounds, type SearchResult, search } from "./search.ts";
export { drawSettings, type Settings } from "./settings.ts";
export { walk } from "./walk.ts";
