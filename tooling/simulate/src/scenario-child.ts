import { play, type Scenario } from "./scenario.ts";

/** Plays the scenario that is its argument, and writes what came of it. */
const scenario = JSON.parse(process.argv[2] ?? "") as Scenario;
process.stdout.write(JSON.stringify(await play(scenario)));
