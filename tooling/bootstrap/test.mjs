// What `npm test` runs: every check there is, the cheapest first, each within its own time, and one line at the end.
//   npm test                      everything
//   npm test -- packages/core     vitest alone, with these arguments
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";
import { runStage } from "./stage.mjs";
import { named, stages } from "./stages.mjs";

const chosen = process.argv.slice(2);
const plan = chosen.length === 0 ? stages : [{ ...named, chosen }];
const mustBeComplete = process.env.CI === "true";
const total = { passed: 0, failed: 0 };
const lines = [];

for (const stage of plan) {
  const start = Date.now();
  const { passed, failed, note } = await outcomeOf(stage);
  total.passed += passed;
  total.failed += failed;
  const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`.padStart(8);
  lines.push(
    `${stage.name.padEnd(10)} ${seconds}  ${passed} passed, ${failed} failed${note ? `  (${note})` : ""}`,
  );
}

console.log(`\n${lines.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function outcomeOf(stage) {
  console.log(`\n== ${stage.name}`);
  if (!stage.entry || existsSync(join(root, stage.entry))) return runStage(stage);
  console.log(`${stage.entry} is not there yet`);
  return { passed: 0, failed: mustBeComplete ? 1 : 0, note: "not there yet" };
}
