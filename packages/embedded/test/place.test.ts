import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accounts } from "../src/account.ts";
import { copyBinaries, installedBinaries, PlacementError, place } from "../src/index.ts";

const isRoot = process.getuid?.() === 0;
const binaries = await installedBinaries();
let base: string;
let locked: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "turnbolt-place-"));
  chmodSync(base, 0o755);
  // A folder like root's home: nobody else may pass through it.
  locked = join(base, "locked");
  mkdirSync(join(locked, "data"), { recursive: true, mode: 0o700 });
  chmodSync(locked, 0o700);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const others = async () => (await accounts(undefined)).filter((account) => account.spawn.uid !== undefined);

describe("the binaries", () => {
  it("work from a copy whose library links were never made", async () => {
    const bare = join(base, "bare");
    execFileSync("cp", ["-a", binaries.root, bare]);
    execFileSync("find", [bare, "-type", "l", "-delete"]);
    const copy = await copyBinaries({ ...binaries, root: bare, complete: false }, base);
    expect(execFileSync(copy.postgres, ["--version"], { encoding: "utf8" })).toContain("PostgreSQL");
    expect(await copyBinaries(binaries, base), "a second call uses the copy").toEqual(copy);
  });
});

describe("a place for the database", () => {
  it("is the folder that was asked for, closed to everybody else", async () => {
    const found = await place({ directory: join(base, "postgres"), binaries });
    expect(found.directory).toBe(join(base, "postgres"));
    expect(lstatSync(found.directory).mode & 0o077).toBe(0);
  });

  it("stays with the account that owns the data already", async () => {
    const first = await place({ directory: join(base, "postgres"), binaries });
    const again = await place({ directory: join(base, "postgres"), binaries });
    expect(again.account).toEqual(first.account);
    expect(lstatSync(again.directory).uid).toBe(again.account.uid);
  });

  it("is refused with every reason and a way out when no account can work there", async () => {
    const cannot = [{ name: "nobody", uid: 0, gid: 0, spawn: {}, prefix: ["false"] }];
    const attempt = place({
      directory: join(base, "postgres"),
      binaries,
      accounts: cannot,
      lastResort: base,
    });
    await expect(attempt).rejects.toThrow(PlacementError);
    await expect(attempt).rejects.toThrow(/cannot run in .*nobody: .*TURNBOLT_DATA_DIR/);
  });

  it("is refused when it was moved and the place it was moved to is gone", async () => {
    execFileSync("ln", ["-s", join(base, "gone"), join(base, "postgres")]);
    await expect(place({ directory: join(base, "postgres"), binaries })).rejects.toThrow(
      "that folder is gone",
    );
  });
});

describe.skipIf(!isRoot)("for root", () => {
  it("is run by another account where that one may pass", async () => {
    const found = await place({ directory: join(base, "data", "postgres"), binaries });
    expect(found.account.spawn.uid).toBeGreaterThan(0);
  });

  it("is run in a user namespace in a folder that only root may enter", async () => {
    const found = await place({ directory: join(locked, "data", "postgres"), binaries });
    expect(found.account.name).toContain("namespace");
    expect(lstatSync(found.directory).uid).toBe(0);
    expect(lstatSync(locked).mode & 0o777, "folders above the data folder are left alone").toBe(0o700);
  });

  it("is moved out of a folder that only root may enter where there are no namespaces", async () => {
    const directory = join(locked, "data", "postgres");
    mkdirSync(directory);
    writeFileSync(join(directory, "kept"), "row");
    const messages: string[] = [];
    const options = { directory, binaries, accounts: await others(), lastResort: join(base, "lib") };
    const moved = await place({ ...options, log: (message) => messages.push(message) });
    expect(moved.directory).toContain(join(base, "lib"));
    expect(readFileSync(join(moved.directory, "kept"), "utf8")).toBe("row");
    expect(lstatSync(join(moved.directory, "kept")).uid).toBe(moved.account.uid);
    expect(lstatSync(directory).isSymbolicLink()).toBe(true);
    expect(messages.join()).toContain("no account but root may enter");
    expect((await place(options)).directory, "a later start finds it there").toBe(moved.directory);
  });
});
