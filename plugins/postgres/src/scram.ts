import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

/** What PostgreSQL keeps instead of the password, made here so that the password never reaches the server. */
export async function scramVerifier(
  password: string,
  salt: Uint8Array = randomBytes(16),
  iterations = 4096,
): Promise<string> {
  const salted = await promisify(pbkdf2)(saslprep(password), salt, iterations, 32, "sha256");
  const storedKey = createHash("sha256").update(hmac(salted, "Client Key")).digest("base64");
  const serverKey = hmac(salted, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString("base64")}$${storedKey}:${serverKey}`;
}

/** The password as both ends hash it (RFC 4013). PostgreSQL takes one that the profile forbids as it is, and so do we. */
export function saslprep(password: string): string {
  if (/^\p{ASCII}*$/u.test(password)) return password;
  const mapped = password.replace(SPACE, " ").replace(NOTHING, "");
  // PostgreSQL looks at the characters as they are before normalisation, and so the order matters.
  const allowed =
    mapped !== "" && !PROHIBITED.test(mapped) && !UNASSIGNED.test(mapped) && hasOneDirection(mapped);
  return allowed ? mapped.normalize("NFKC") : password;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
const NOTHING = /\u00ad|\u034f|\u1806|\u180b|\u180c|\u180d|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;
const PROHIBITED =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\p{Zl}\p{Zp}]|\u0340|\u0341|\u06dd|\u070f|\u180e|[\u200e\u200f\u202a-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\ufff9-\ufffd\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]/u;
// The profile knows Unicode 3.2: beyond the basic plane that is little, and emoji are not part of it.
const UNASSIGNED =
  /\p{Cn}|(?![\u{10300}-\u{1031e}\u{10320}-\u{10323}\u{10330}-\u{1034a}\u{10400}-\u{10425}\u{10428}-\u{1044d}\u{1d000}-\u{1d0f5}\u{1d100}-\u{1d126}\u{1d12a}-\u{1d1dd}\u{1d400}-\u{1d7ff}\u{20000}-\u{2a6d6}\u{2f800}-\u{2fa1d}])[\u{10000}-\u{10ffff}]/u;

// Text from right to left begins and ends with such a letter and holds no letter of the other direction.
function hasOneDirection(text: string): boolean {
  if (!RIGHT_TO_LEFT.test(text)) return true;
  const letters = [...text].filter((character) => /\p{L}/u.test(character));
  const ends = [...text].filter((_, index, all) => index === 0 || index === all.length - 1);
  return [...letters, ...ends].every((character) => RIGHT_TO_LEFT.test(character));
}

const RIGHT_TO_LEFT = /(?=\p{L})[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
