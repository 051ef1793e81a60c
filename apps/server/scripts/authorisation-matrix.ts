import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure, unlisted } from "../test/matrix/measure.ts";
import { principalsOf } from "../test/matrix/principals.ts";
import { tableOf } from "../test/matrix/table.ts";
import { aWorld } from "../test/matrix/world.ts";

/** Writes what every procedure answers to whom, for somebody to read before it is checked in. */
const world = await aWorld();
try {
  const { answers, ...wrong } = await measure(world, await principalsOf(world));
  writeFileSync(join(import.meta.dirname, "../test/matrix/expected.txt"), tableOf(answers));
  const complaints = [...unlisted(world.router), ...Object.values(wrong).flat()];
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  await world.stop();
}
