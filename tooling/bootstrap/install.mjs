import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { log, root, tools } from "./place.mjs";

/** Makes the checkout ready to run; what has not changed since the last time costs next to nothing. */
export async function installAndBuild(toolchain, { build }) {
  mkdirSync(tools, { recursive: true });
  return withLock(join(tools, "lock"), async () => {
    const found = toolchain();
    await install(found);
    if (build) await runQuietly("building", "node_modules/.bin/turbo", BUILD, found.env);
    return found;
  });
}

const INSTALL = ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"];
const BUILD = [
  "run",
  "build",
  "--filter=@turnbolt/server",
  "--filter=@turnbolt/web",
  "--output-logs=errors-only",
  "--log-order=grouped",
];

async function install({ pnpm, env }) {
  const stamp = join(root, "node_modules", ".turnbolt-install");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await runQuietly("installing", pnpm, INSTALL, env);
  writeFileSync(stamp, wanted);
}

// Everything that decides what an install makes.
function fingerprint() {
  const packages = ["apps", "packages", "plugins", "tooling"].flatMap((folder) =>
    (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
      .map((name) => join(folder, name, "package.json"))
      .filter((file) => existsSync(join(root, file))),
  );
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...packages.sort()]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

// Silent when it is quick and goes well; its whole output when it does not.
async function runQuietly(what, file, args, env) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const said = [];
  const patience = setTimeout(() => log(`${what} …`), 1000);
  const child = spawn(file, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
  // Else it would go on behind the back of the next one that takes the lock.
  const abandon = () => child.kill();
  process.on("exit", abandon);
  const status = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => {
    clearTimeout(patience);
    process.off("exit", abandon);
  });
  if (status !== 0) {
    process.stderr.write(Buffer.concat(said));
    throw new Error(`${what} failed after ${seconds()}`);
  }
  if (Date.now() - start > 1000) log(`${what} took ${seconds()}`);
}
