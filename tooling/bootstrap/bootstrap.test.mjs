import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withLock } from "./lock.mjs";
import { runStage } from "./stage.mjs";
import { byLastLine, countReport } from "./stages.mjs";
import { runsTheProduct } from "./toolchain.mjs";

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnbolt-bootstrap-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// A process that has ended may still be listed until its parent has taken note of it.
function isRunning(pid) {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("the result of a stage", () => {
  it("is what its last line says", () => {
    expect(byLastLine({ output: "seed 1\n7 passed, 2 failed\n", status: 1 })).toEqual({
      passed: 7,
      failed: 2,
    });
  });

  it("is a failure when the last line says nothing, or says less than the status", () => {
    expect(byLastLine({ output: "7 passed, 0 failed\nthen it crashed\n", status: 1 }).failed).toBe(1);
    expect(byLastLine({ output: "", status: 0 }).failed).toBe(1);
    expect(byLastLine({ output: "7 passed, 0 failed", status: null })).toEqual({ passed: 7, failed: 1 });
  });

  it("counts a test file that cannot be loaded, and says what was skipped", () => {
    const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };
    expect(countReport(JSON.stringify(report), 1)).toEqual({ passed: 5, failed: 1, note: "3 skipped" });
  });

  it("is a failure when its time is over, and nothing that it started goes on", async () => {
    const pidFile = join(folder, "pid");
    const script = `const { pid } = require("node:child_process").spawn("sleep", ["600"]);
      require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(pid)); setInterval(() => {}, 1000);`;
    const stage = { run: ["-e", script], minutes: 1 / 60, count: () => ({ passed: 1, failed: 0 }) };
    const result = await runStage(stage);
    expect(result).toMatchObject({ passed: 0, failed: 1, note: expect.stringContaining("not done within") });
    await vi.waitUntil(() => !isRunning(Number(readFileSync(pidFile, "utf8"))), {
      timeout: 1000,
      interval: 10,
    });
  });
});

describe("the bootstrap", () => {
  it.each([
    ["18.20.8", false],
    ["20.20.2", false],
    ["22.17.1", false],
    ["22.18.0", true],
    ["23.11.0", false],
    ["24.0.0", true],
    ["26.1.0", true],
  ])("with Node %s runs the product on it: %s", (version, itself) => {
    expect(runsTheProduct(version)).toBe(itself);
  });

  it("lets one at a time in", async () => {
    const lock = join(folder, "lock");
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    };
    await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("takes a dead holder's lock over", async () => {
    const dead = spawn("true");
    await once(dead, "exit");
    const lock = join(folder, "lock");
    mkdirSync(lock);
    writeFileSync(join(lock, "pid"), String(dead.pid));
    expect(await withLock(lock, async () => "taken")).toBe("taken");
  });

  it.each(["SIGTERM", "SIGKILL"])("ends what it runs when npm dies of %s", async (signal) => {
    const pidFile = join(folder, "pid");
    const child = new URL("child.mjs", import.meta.url).href;
    const server = `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      setInterval(() => {}, 1000);`;
    const bootstrap = `import { runUntilEnd } from ${JSON.stringify(child)};
      runUntilEnd(process.execPath, ["-e", ${JSON.stringify(server)}], process.env);`;
    const npm = `const { spawn } = require("node:child_process");
      const run = spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(bootstrap)}]);
      process.on("SIGTERM", () => { run.kill("SIGTERM"); process.exit(); });`;
    const started = spawn(process.execPath, ["-e", npm], { stdio: "ignore" });
    await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, "utf8"), { timeout: 5000 });
    const pid = Number(readFileSync(pidFile, "utf8"));
    expect(isRunning(pid)).toBe(true);
    started.kill(signal);
    await vi.waitUntil(() => !isRunning(pid), { timeout: 5000 });
  });
});
