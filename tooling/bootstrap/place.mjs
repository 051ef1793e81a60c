import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Where the bootstrap keeps what it fetched; ignored by git. */
export const tools = join(root, ".tools");

/** Says what takes its time, beside the output of what is run. */
export function log(message) {
  process.stderr.write(`[setup] ${message}\n`);
}
