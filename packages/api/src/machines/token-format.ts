import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** `tb_…` is an access token, `tbs_…` a client secret, `tbl_…` the token of a link. */
export type TokenPrefix = "tb" | "tbs" | "tbl";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 32 random bytes in base 62, then a CRC of all before it: scanners for secrets find it, and a slip is no guess. */
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** A new secret of 256 random bits. */
export function newToken(prefix: TokenPrefix): string {
  const body = `${prefix}_${base62(BigInt(`0x${randomBytes(32).toString("hex")}`), RANDOM_LENGTH)}`;
  return body + checksum(body);
}

/**
 * Could we have made it? `"foreign"`: it is none of ours at all; `"malformed"`: it begins like ours, and something of it
 * was lost or mistyped.
 */
export function formOf(prefix: TokenPrefix, text: string): "whole" | "malformed" | "foreign" {
  if (!text.startsWith(`${prefix}_`)) return "foreign";
  const end = text.length - CHECKSUM_LENGTH;
  if (end !== prefix.length + 1 + RANDOM_LENGTH) return "malformed";
  return checksum(text.slice(0, end)) === text.slice(end) ? "whole" : "malformed";
}

/**
 * How a token or client secret is stored and looked up. A quick digest is right here: of 256 random bits none is found
 * by trying, so a slow one would protect nothing, and every request would pay for it.
 */
export const digestOf = (text: string): Uint8Array => createHash("sha256").update(text).digest();

const checksum = (text: string): string => base62(BigInt(crc32(text)), CHECKSUM_LENGTH);

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = DIGITS.charAt(Number(rest % 62n)) + text;
  return text;
}
