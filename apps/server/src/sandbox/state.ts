import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const schema = z.object({
  /** Part of what is rotated, so it stays. */
  port: z.int(),
  /** The rotation, once it has been shown. */
  rotationId: z.uuid().nullable(),
});

/** What is remembered of the sandbox between two starts. */
export type SandboxState = z.output<typeof schema>;

const fileIn = (directory: string): string => join(directory, "sandbox.json");

export async function readState(directory: string): Promise<SandboxState | null> {
  const text = await readFile(fileIn(directory), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : schema.parse(JSON.parse(text));
}

/** Whole or not at all. */
export async function writeState(directory: string, state: SandboxState): Promise<void> {
  const file = fileIn(directory);
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
