import { readFile } from "node:fs/promises";
import type { KeyService } from "./key-service.ts";
import { KEY_BYTES, localKey } from "./local-key.ts";

/** The key in a file: 32 bytes in base64, white space around them allowed. */
export async function keyFromFile(path: string): Promise<KeyService> {
  return localKey(decode(await readFile(path, "utf8"), `the key file ${path}`));
}

/** The key as the environment gives it: 32 bytes in base64. `name` is told when it is no such thing. */
export function keyFromEnvironment(value: string, name = "TURNBOLT_KEY"): KeyService {
  return localKey(decode(value, name));
}

/** Says what is wrong and never what was there. */
function decode(text: string, source: string): Uint8Array {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, "base64");
  if (bytes.length !== KEY_BYTES || bytes.toString("base64") !== trimmed) {
    throw new Error(`${source} does not hold a key: ${KEY_BYTES} bytes in base64 are needed`);
  }
  return bytes;
}
