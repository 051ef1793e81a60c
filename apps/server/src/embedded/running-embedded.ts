import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** How to connect to the embedded PostgreSQL that another process has started in this data folder. */
export async function runningEmbedded(directory: string, name = "postgres"): Promise<string> {
  const folder = join(directory, name);
  const password = (await readFile(join(folder, "password"), "utf8")).trim();
  const lines = (await readFile(join(folder, "data", "postmaster.pid"), "utf8")).split("\n");
  // As PostgreSQL documents it: the port in the fourth line, where it listens in the sixth.
  const [port = "", host = ""] = [lines[3]?.trim(), lines[5]?.trim()];
  return `postgres://turnbolt:${password}@${host === "" ? "127.0.0.1" : host}:${port}/postgres`;
}
