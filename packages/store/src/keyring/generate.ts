import { randomBytes, randomUUID } from "node:crypto";
import { link, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { KeyService } from "./key-service.ts";
import { KEY_BYTES, localKey } from "./local-key.ts";

/**
 * Makes a key file, readable by its owner only, that is either there whole and on the disk or not there at all.
 * Refuses to replace one (`EEXIST`): whatever a lost key has sealed is lost.
 */
export async function generateKeyFile(path: string): Promise<KeyService> {
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    try {
      await file.writeFile(`${key.toString("base64")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Not a rename, which would replace what is there.
    await link(draft, path);
  } finally {
    await unlink(draft);
  }
  await syncFolder(dirname(path));
  return localKey(key);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
