import { invalid } from "../errors.ts";

/** Characters, not bytes. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

/** How many different characters make a password more than a pattern. */
const DIFFERENT = 5;

/** Refuses a password that somebody would try first. `mine`: what people know of the person. */
export function assertGoodPassword(password: string, mine: readonly string[], field: string): void {
  const why = weaknessOf(password.normalize("NFKC").toLowerCase(), mine);
  if (why !== null) throw invalid(why, field);
}

function weaknessOf(password: string, mine: readonly string[]): string | null {
  if ([...password].length < SHORTEST_PASSWORD) return `At least ${SHORTEST_PASSWORD} characters are needed.`;
  if (new Set(password).size < DIFFERENT) return `At least ${DIFFERENT} different characters are needed.`;
  if (isRun(password)) return "A run of neighbouring characters is guessed first.";
  const rest = without(password, [...mine.flatMap(partsOf), ...OFTEN]);
  if (rest.length < SHORTEST_PASSWORD / 2) {
    return "This password is little more than your name, your address or a word that everybody tries.";
  }
  return null;
}

/** As `abcdefghijkl` or `210987654321`. */
function isRun(password: string): boolean {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const even = steps.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9);
  return even.length >= steps.length - 1;
}

/** What is left when all that is easily guessed is taken out. */
const without = (password: string, words: readonly string[]): string =>
  words
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => (word.length >= 3 ? rest.replaceAll(word, "") : rest), password);

function partsOf(text: string): readonly string[] {
  const whole = text.toLowerCase();
  return [whole, ...whole.split(/[^\p{L}\p{N}]+/u)];
}

/** The beginnings of every list of passwords that leaked. */
const OFTEN = [
  ...[
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "letmein",
    "welcome",
    "admin",
    "administrator",
  ],
  ...[
    "qwertyuiop",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfgh",
    "zxcvbn",
    "1q2w3e4r",
    "iloveyou",
    "monkey",
    "dragon",
  ],
  ...[
    "1234567890",
    "123456789",
    "12345678",
    "123456",
    "12345",
    "1234",
    "123",
    "0987654321",
    "987654321",
    "654321",
  ],
  ...["changeme", "secret", "master", "sunshine", "princess", "football", "baseball", "abc123", "turnbolt"],
  ...["2024", "2025", "2026", "2027"],
];
