import { spawn } from "node:child_process";
import { root } from "./place.mjs";

/** Runs one stage with its output shown, ends it with all its children when its time is over, counts its result. */
export async function runStage({ run, chosen = [], more = [], minutes, count }) {
  // A group of its own, so that what it started can be ended with it.
  const child = spawn(process.execPath, [...run, ...chosen, ...more], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: process.env.FORCE_COLOR ?? (process.stdout.isTTY ? "1" : "0") },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const said = [];
  child.stdout.on("data", (chunk) => {
    said.push(chunk);
    process.stdout.write(chunk);
  });
  const end = (signal) => endGroup(child.pid, signal);
  const leave = () => {
    end("SIGTERM");
    process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  let late = false;
  const cap = setTimeout(() => {
    late = true;
    end("SIGKILL");
  }, minutes * 60_000);
  const status = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(cap);
  for (const signal of SIGNALS) process.off(signal, leave);
  // Nothing that a stage started outlives it.
  end("SIGKILL");
  if (late) return { passed: 0, failed: 1, note: `not done within ${minutes} minutes` };
  try {
    return count({ status, output: Buffer.concat(said).toString("utf8") });
  } catch (error) {
    return { passed: 0, failed: 1, note: `no result: ${error.message}` };
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
