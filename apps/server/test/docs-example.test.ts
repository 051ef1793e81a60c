import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment } from "./support/env.ts";
import { pairsOf } from "./support/rotations.ts";
import { startTurnbolt, TOKEN, type Turnbolt } from "./support/turnbolt.ts";

const EXAMPLE = join(import.meta.dirname, "../../../docs/examples/rotate.ts");

let turnbolt: Turnbolt;
let folder: string;
beforeAll(async () => {
  turnbolt = await startTurnbolt();
  folder = mkdtempSync(join(tmpdir(), "turnbolt-example-"));
  writeFileSync(join(folder, "token"), `${TOKEN}\n`, { mode: 0o600 });
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await turnbolt.stop();
});

const rotate = async (name: string, file = "token"): Promise<string> => {
  const where = ["--url", turnbolt.url, "--token-file", join(folder, file), "--rotation", name];
  const told = await promisify(execFile)(process.execPath, [EXAMPLE, ...where], { env: environment }).catch(
    (error: { stdout: string; stderr: string }) => error, // how a program that fails is told
  );
  return told.stdout + told.stderr;
};

describe("the example of the documents", () => {
  it("rotates for real, and shows each step", async () => {
    const { asked, canLogin, published } = await pairsOf(turnbolt);
    const first = await asked();
    await turnbolt.client.rotations.create.mutate(first);
    const before = await published(first);
    expect(await rotate(first.name)).toMatch(/issue: ok\nverify: ok\npromote: ok\nrotated\n$/);
    const after = await published(first);
    expect(after.username).not.toBe(before.username);
    expect(await canLogin(after)).toBe(true);
  }, 60_000);

  it("says what there is where the name is wrong, and why where the token is", async () => {
    expect(await rotate("nothing-like-it")).toContain("There is pair-1.");
    writeFileSync(join(folder, "wrong"), "not a token");
    expect(await rotate("pair-1", "wrong")).toMatch(/httpStatus: 40[13]/);
  }, 60_000);
});
