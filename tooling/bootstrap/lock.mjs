import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { log } from "./place.mjs";

/** Runs `work` while no other process does the same for this folder. */
export async function withLock(folder, work) {
  await take(folder);
  const release = () => rmSync(folder, { recursive: true, force: true });
  // `exit` is also what a signal leads to, once a handler turned it into one.
  const leave = () => process.exit(130);
  process.on("exit", release);
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
    process.off("exit", release);
    release();
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

async function take(folder) {
  const start = Date.now();
  let told = false;
  while (!tryTake(folder)) {
    if (!told && Date.now() - start > 1000) {
      log(`waiting for another start or test run in this folder (process ${holderOf(folder) ?? "unknown"})`);
      told = true;
    }
    await pause(100);
  }
}

function tryTake(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned(folder)) remove(folder);
    return false;
  }
  writeFileSync(join(folder, "pid"), String(process.pid));
  return true;
}

// Moved away first: of two processes that find it abandoned only one can move it, and a lock that was taken in
// between is put back.
function remove(folder) {
  const aside = `${folder}-${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (isAbandoned(aside)) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, folder);
}

function isAbandoned(folder) {
  const pid = holderOf(folder);
  if (pid === undefined) return ageOf(folder) > 5000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function holderOf(folder) {
  try {
    return Number(readFileSync(join(folder, "pid"), "utf8")) || undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function ageOf(folder) {
  const info = statSync(folder, { throwIfNoEntry: false });
  return info ? Date.now() - info.mtimeMs : 0;
}
