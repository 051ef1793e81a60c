import * as z from "zod";

const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const UPPERCASE = LOWERCASE.toUpperCase();
const DIGITS = "0123456789";
/** Symbols that need no quoting in URLs, shells and connection strings. */
export const SAFE_SYMBOLS = "-_.~!*";

const count = z.int().min(0).max(250).default(0);

/** What a generated password must look like; a parameter that plugins may offer under `passwordRequirements`. */
export const passwordRequirements = z
  .object({
    length: z.int().min(1).max(250).default(48).describe("How many characters"),
    required: z
      .object({ digits: count, lowercase: count, uppercase: count, symbols: count })
      .default({ digits: 1, lowercase: 1, uppercase: 1, symbols: 0 })
      .describe("At least so many of each kind"),
    allowedSymbols: z
      .string()
      .regex(/^[-_.~!*]*$/, `only ${SAFE_SYMBOLS} are allowed`)
      .optional()
      .describe("Symbols that may appear"),
  })
  .refine(({ required }) => total(required) > 0, {
    path: ["required"],
    message: "at least one kind must be required",
  })
  .refine(({ length, required }) => total(required) <= length, {
    path: ["required"],
    message: "more characters are required than the password is long",
  })
  .refine(({ required, allowedSymbols }) => required.symbols === 0 || allowedSymbols !== "", {
    path: ["allowedSymbols"],
    message: "symbols are required but none is allowed",
  });

export type PasswordRequirements = z.output<typeof passwordRequirements>;

/** Fills with random bytes; the platform's cryptographic source unless a test says otherwise. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Draws a password: uniform over its alphabet (no modulo bias), each required kind present, shuffled. */
export function generatePassword(
  requirements?: PasswordRequirements,
  random: RandomBytes = inBlocks(fillRandom),
): string {
  const { length, required, allowedSymbols } = requirements ?? passwordRequirements.parse({});
  const symbols = required.symbols > 0 || allowedSymbols ? (allowedSymbols ?? SAFE_SYMBOLS) : "";
  const kinds = [
    [LOWERCASE, required.lowercase],
    [UPPERCASE, required.uppercase],
    [DIGITS, required.digits],
    [symbols, required.symbols],
  ] as const;
  const characters = kinds.flatMap(([alphabet, times]) => draw(alphabet, times, random));
  const alphabet = kinds.map(([characters]) => characters).join("");
  characters.push(...draw(alphabet, length - characters.length, random));
  return shuffle(characters, random).join("");
}

const fillRandom: RandomBytes = (bytes) => crypto.getRandomValues(bytes);

const total = (required: { digits: number; lowercase: number; uppercase: number; symbols: number }): number =>
  required.digits + required.lowercase + required.uppercase + required.symbols;

/** Bytes drawn in blocks: a call to the platform's source costs far more than a byte. */
function inBlocks(random: RandomBytes): RandomBytes {
  const block = new Uint8Array(256);
  let used = block.length;
  return (bytes) => {
    for (let index = 0; index < bytes.length; index++) {
      if (used === block.length) {
        random(block);
        used = 0;
      }
      bytes[index] = block[used] ?? 0;
      block[used++] = 0;
    }
    return bytes;
  };
}

const draw = (alphabet: string, times: number, random: RandomBytes): string[] =>
  Array.from({ length: times }, () => alphabet.charAt(below(alphabet.length, random)));

/** A uniform integer in `[0, limit)`, limit ≤ 256: bytes beyond the largest multiple are drawn again. */
function below(limit: number, random: RandomBytes): number {
  const ceiling = 256 - (256 % limit);
  const byte = new Uint8Array(1);
  do random(byte);
  while ((byte[0] ?? 0) >= ceiling);
  return (byte[0] ?? 0) % limit;
}

function shuffle(characters: string[], random: RandomBytes): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = below(last + 1, random);
    const kept = characters[last] ?? "";
    characters[last] = characters[other] ?? "";
    characters[other] = kept;
  }
  return characters;
}
