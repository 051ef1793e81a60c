import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { KeyService } from "./key-service.ts";

export const KEY_BYTES = 32;
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key that this process holds. Random nonces are safe here: it wraps one data key per project, not billions. */
export function localKey(key: Uint8Array): KeyService {
  const id = createHmac("sha256", key).update("turnbolt key id").digest("hex").slice(0, 16);
  const bound = Buffer.from(`turnbolt data key ${FORMAT} ${id}`);
  return {
    id,
    wrap: async (dataKey) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bound);
      const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, sealed, cipher.getAuthTag()]);
    },
    unwrap: async (wrapped) => {
      const bytes = Buffer.from(wrapped);
      const sealed = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
      if (bytes[0] !== FORMAT || sealed.length !== KEY_BYTES) throw new Error("this is no wrapped data key");
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const cipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(bound);
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([cipher.update(sealed), cipher.final()]);
    },
  };
}
