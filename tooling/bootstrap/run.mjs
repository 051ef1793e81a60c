// What `npm start` and `npm test` run: brings Node and pnpm where they are missing, installs and builds what has
// changed, then runs. Needs Node 18, npm and nothing else, so neither these files nor what they import may use more.
import { join } from "node:path";
import { runUntilEnd } from "./child.mjs";
import { installAndBuild } from "./install.mjs";
import { log, root } from "./place.mjs";
import { toolchain } from "./toolchain.mjs";

const watch = ["--import", join(root, "tooling/bootstrap/watch-parent.mjs")];
const quiet = "--disable-warning=ExperimentalWarning";

const targets = {
  start: { build: true, run: [quiet, ...watch, "apps/server/dist/main.js"] },
  test: { build: false, run: [quiet, ...watch, "tooling/bootstrap/test.mjs"] },
};

const [name = "start", ...rest] = process.argv.slice(2);
const target = targets[name];
if (!target) {
  log(`unknown target ${name}: ${Object.keys(targets).join(" or ")}`);
  process.exit(1);
}
try {
  const tools = await installAndBuild(toolchain, target);
  runUntilEnd(tools.node, [...target.run, ...rest], tools.env);
} catch (error) {
  log(error.message);
  process.exit(1);
}
