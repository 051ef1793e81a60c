import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { generateKeyFile, keyFromEnvironment, keyFromFile } from "../src/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "turnbolt-key-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("makes a key file that its owner alone can read, and reads the same key from it", async () => {
  const path = join(folder, "key");
  const made = await generateKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await keyFromFile(path)).id).toBe(made.id);
  expect(keyFromEnvironment(await readFile(path, "utf8")).id).toBe(made.id);
  expect(await readdir(folder)).toEqual(["key"]);
});

it("never replaces a key file", async () => {
  const path = join(folder, "key");
  const made = await generateKeyFile(path);
  await expect(generateKeyFile(path)).rejects.toMatchObject({ code: "EEXIST" });
  expect((await keyFromFile(path)).id).toBe(made.id);
  expect(await readdir(folder)).toEqual(["key"]);
});

it("refuses what is no key, and does not repeat it", async () => {
  const path = join(folder, "key");
  for (const text of ["", "canary", randomBytes(31).toString("base64"), `${"A".repeat(43)}!`]) {
    await writeFile(path, text);
    const error: unknown = await keyFromFile(path).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining("32 bytes in base64") });
    expect(String(error)).not.toContain("canary");
    expect(() => keyFromEnvironment(text)).toThrow("TURNBOLT_KEY does not hold a key");
  }
});

it("opens what it wrapped and nothing else", async () => {
  const [one, two] = [1, 2].map((fill) => keyFromEnvironment(Buffer.alloc(32, fill).toString("base64")));
  if (!one || !two) throw new Error("two keys are needed");
  const dataKey = randomBytes(32);
  const wrapped = await one.wrap(dataKey);
  expect(Buffer.from(await one.unwrap(wrapped))).toEqual(dataKey);
  await expect(two.unwrap(wrapped)).rejects.toThrow();
  await expect(one.unwrap(Buffer.from(wrapped).fill(0, 20, 21))).rejects.toThrow();
  expect(one.id).not.toBe(two.id);
});
