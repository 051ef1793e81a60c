import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataFolderInUse, lockDataFolder } from "../../src/embedded/index.ts";

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "turnbolt-lock-")), "data");
});

afterEach(() => rmSync(dirname(directory), { recursive: true, force: true }));

async function holdInAnotherProcess() {
  const module = new URL("../../src/embedded/data-lock.ts", import.meta.url).href;
  const code = `const { lockDataFolder } = await import(${JSON.stringify(module)});
    lockDataFolder(${JSON.stringify(directory)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the lock of the data folder", () => {
  it("is refused while another process holds it, naming folder, holder and way out", async () => {
    const child = await holdInAnotherProcess();
    expect(() => lockDataFolder(directory)).toThrow(DataFolderInUse);
    expect(() => lockDataFolder(directory)).toThrow(`${directory} is in use`);
    expect(() => lockDataFolder(directory)).toThrow(`process ${child.pid}`);
    expect(() => lockDataFolder(directory)).toThrow("TURNBOLT_DATA_DIR");
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  it("is free at once when its holder was killed", async () => {
    const child = await holdInAnotherProcess();
    child.kill("SIGKILL");
    await once(child, "exit");
    lockDataFolder(directory).release();
  });

  it("is refused to a second holder in the same process, and free after release", () => {
    const lock = lockDataFolder(directory);
    expect(() => lockDataFolder(directory)).toThrow(DataFolderInUse);
    lock.release();
    lock.release();
    lockDataFolder(directory).release();
  });

  it("gives the folder one name for good", () => {
    const first = lockDataFolder(directory);
    first.release();
    const second = lockDataFolder(directory);
    second.release();
    expect(second.id).toBe(first.id);
  });
});
