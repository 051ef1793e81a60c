import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { Binding, Cipher } from "@turnbolt/core";
import { CipherError } from "./cipher-error.ts";
import type { DataKey, DataKeys } from "./data-keys.ts";

/*
 * A sealed value: format (1 byte), data key (16), salt (16), nonce (12), ciphertext, tag (16).
 *
 * Each value has a key of its own, derived from its project's data key and a random salt. So the number of values
 * under one data key needs no limit and no counter: two values would have to draw the same 28 random bytes, where
 * random nonces under one shared key become unsafe after some four billion values.
 */
const FORMAT = 1;
const ID_BYTES = 16;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + ID_BYTES + SALT_BYTES + NONCE_BYTES;

/** The only place that sees a data key and a plaintext together. */
export function cipherOver(keys: DataKeys): Cipher {
  return {
    seal: async (binding, value) => seal(await keys.sealing(binding.projectId), binding, value),
    open: async (binding, sealed) => {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== FORMAT || bytes.length < HEADER_BYTES + TAG_BYTES) {
        throw new CipherError("unopenable", "this is no value that was sealed here");
      }
      const key = await keys.opening(uuidOf(bytes.subarray(1, 1 + ID_BYTES)));
      return open(key, binding, bytes);
    },
  };
}

function seal({ id, key }: DataKey, binding: Binding, value: string): Uint8Array {
  const header = Buffer.concat([
    Buffer.of(FORMAT),
    Buffer.from(id.replaceAll("-", ""), "hex"),
    randomBytes(SALT_BYTES + NONCE_BYTES),
  ]);
  const cipher = createCipheriv("aes-256-gcm", valueKey(key, header), nonceOf(header));
  cipher.setAAD(boundTo(header, binding));
  const sealed = [header, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(sealed));
}

function open({ key }: DataKey, binding: Binding, sealed: Buffer): string {
  const header = sealed.subarray(0, HEADER_BYTES);
  const cipher = createDecipheriv("aes-256-gcm", valueKey(key, header), nonceOf(header));
  cipher.setAAD(boundTo(header, binding));
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const start = cipher.update(sealed.subarray(HEADER_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([start, cipher.final()]).toString("utf8");
  } catch {
    // The cause says nothing more, and nothing of the value may travel with it.
    throw new CipherError("unopenable", `the value does not open as ${nameOf(binding)}: changed, or moved`);
  }
}

const nonceOf = (header: Buffer): Buffer => header.subarray(-NONCE_BYTES);

/** As an object: Node takes four times as long to find out what kind of key plain bytes are. */
function valueKey(dataKey: KeyObject, header: Buffer): KeyObject {
  const salt = header.subarray(1 + ID_BYTES, 1 + ID_BYTES + SALT_BYTES);
  return createSecretKey(new Uint8Array(hkdfSync("sha256", dataKey, salt, "turnbolt value", 32)));
}

/** What the value is bound to, each part with its length before it, so that no two bindings look alike. */
function boundTo(header: Buffer, { projectId, ownerId, version, field, subject }: Binding): Buffer {
  const parts = [projectId === null ? "" : `project ${projectId}`, ownerId, String(version), field, subject];
  return Buffer.concat([header, ...parts.flatMap(measured)]);
}

function measured(part: string): readonly Buffer[] {
  const text = Buffer.from(part, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return [length, text];
}

const nameOf = ({ ownerId, version, field }: Binding): string => `${ownerId} version ${version} ${field}`;

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
