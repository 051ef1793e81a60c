import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/** A user as the server keeps it: of the password only what SCRAM-SHA-256 needs (RFC 5802, 7677). */
export interface User {
  readonly name: string;
  readonly database: string;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
  /** Actions on whole databases; `""` stands for every one. */
  readonly privileges: readonly { readonly database: string; readonly actions: readonly string[] }[];
}

export const ITERATIONS = 15_000;

const hmac = (key: Buffer, text: string | Buffer) => createHmac("sha256", key).update(text).digest();
const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest();

/** What is kept of a password. */
export function keysOf(password: string): Pick<User, "salt" | "storedKey" | "serverKey"> {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  return { salt, storedKey: hash(hmac(salted, "Client Key")), serverKey: hmac(salted, "Server Key") };
}

/** One conversation on its way. */
export interface Conversation {
  readonly serverFirst: string;
  /** The server's last word, or `null`: refused. */
  finish(clientFinal: string): string | null;
}

/** An unknown user gets a salt too, always the same one, so that nobody learns who there is. */
export function converse(user: User | undefined, clientFirst: string): Conversation | null {
  const parts = /^n,,(?<bare>n=(?<name>[^,]*),r=(?<nonce>[^,]+))$/.exec(clientFirst)?.groups;
  if (!parts) return null;
  const nonce = `${parts.nonce}${randomBytes(18).toString("base64")}`;
  const salt = user?.salt ?? hash(Buffer.from(parts.name ?? "")).subarray(0, 28);
  const serverFirst = `r=${nonce},s=${salt.toString("base64")},i=${ITERATIONS}`;
  return {
    serverFirst,
    finish: (clientFinal) => {
      const last = /^(?<without>c=biws,r=(?<nonce>[^,]+)),p=(?<proof>.+)$/.exec(clientFinal)?.groups;
      if (!user || !last || last.nonce !== nonce) return null;
      const message = `${parts.bare},${serverFirst},${last.without}`;
      const signature = hmac(user.storedKey, message);
      const proof = Buffer.from(last.proof ?? "", "base64");
      if (proof.length !== signature.length) return null;
      const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
      if (!timingSafeEqual(hash(clientKey), user.storedKey)) return null;
      return `v=${hmac(user.serverKey, message).toString("base64")}`;
    },
  };
}
