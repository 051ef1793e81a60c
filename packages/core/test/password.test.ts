import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  generatePassword,
  type PasswordRequirements,
  passwordRequirements,
  SAFE_SYMBOLS,
} from "../src/password.ts";

const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";

/** The same bytes for the same seed (mulberry32), so that a statistical test never fails by bad luck. */
function seeded(seed: number) {
  let state = seed;
  return (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
    for (let at = 0; at < bytes.length; at++) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      bytes[at] = (mixed ^ (mixed >>> 14)) >>> 24;
    }
    return bytes;
  };
}

const kinds = fc.record({
  digits: fc.integer({ min: 0, max: 40 }),
  lowercase: fc.integer({ min: 0, max: 40 }),
  uppercase: fc.integer({ min: 0, max: 40 }),
  symbols: fc.integer({ min: 0, max: 40 }),
});
const anyRequirements: fc.Arbitrary<PasswordRequirements> = fc
  .record({
    required: kinds.filter((required) => sum(required) > 0),
    extra: fc.integer({ min: 0, max: 90 }),
    allowedSymbols: fc.option(fc.subarray([...SAFE_SYMBOLS], { minLength: 1 }), { nil: undefined }),
  })
  .map(({ required, extra, allowedSymbols }) =>
    passwordRequirements.parse({
      length: sum(required) + extra,
      required,
      allowedSymbols: allowedSymbols?.join(""),
    }),
  );

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const count = (text: string, alphabet: string): number =>
  [...text].filter((letter) => alphabet.includes(letter)).length;

describe("a password", () => {
  it("meets its requirements, whatever they are", () => {
    fc.assert(
      fc.property(anyRequirements, (requirements) => {
        const { length, required, allowedSymbols } = requirements;
        const password = generatePassword(requirements);
        const symbols = required.symbols > 0 || allowedSymbols ? (allowedSymbols ?? SAFE_SYMBOLS) : "";
        expect(password).toHaveLength(length);
        expect(count(password, LOWERCASE + UPPERCASE + DIGITS + symbols)).toBe(length);
        expect(count(password, DIGITS)).toBeGreaterThanOrEqual(required.digits);
        expect(count(password, LOWERCASE)).toBeGreaterThanOrEqual(required.lowercase);
        expect(count(password, UPPERCASE)).toBeGreaterThanOrEqual(required.uppercase);
        expect(count(password, SAFE_SYMBOLS)).toBeGreaterThanOrEqual(required.symbols);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("has 48 letters and digits and no symbol unless asked, with each kind in it", () => {
    for (let times = 0; times < 200; times++) {
      expect(generatePassword()).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z0-9]{48}$/);
    }
  });

  it("is another one each time, from the platform's own source", () => {
    expect(new Set(Array.from({ length: 500 }, () => generatePassword())).size).toBe(500);
  });

  it("is the same one from the same bytes", () => {
    expect(generatePassword(undefined, seeded(1))).toBe(generatePassword(undefined, seeded(1)));
    expect(generatePassword(undefined, seeded(1))).not.toBe(generatePassword(undefined, seeded(2)));
  });

  it("draws every character of its alphabet equally often", () => {
    // 69 characters do not divide 256: a plain remainder would make the first 49 of them a third more frequent
    const requirements = passwordRequirements.parse({
      length: 250,
      required: { lowercase: 1 },
      allowedSymbols: SAFE_SYMBOLS,
    });
    const alphabet = LOWERCASE + UPPERCASE + DIGITS + SAFE_SYMBOLS;
    const random = seeded(42);
    const drawn = Array.from({ length: 800 }, () => generatePassword(requirements, random)).join("");
    const expected = new Map([...alphabet].map((letter) => [letter, (800 * 249) / alphabet.length]));
    for (const letter of LOWERCASE)
      expected.set(letter, (expected.get(letter) ?? 0) + 800 / LOWERCASE.length);
    // 0.1 % of fair sources exceed 111 with 67 degrees of freedom
    expect(chiSquare(frequencies(drawn), expected)).toBeLessThan(111);
  });

  it("has its required characters in every order equally often", () => {
    const requirements = passwordRequirements.parse({
      length: 4,
      required: { digits: 1, lowercase: 1, uppercase: 1, symbols: 1 },
    });
    const random = seeded(42);
    const kinds = [LOWERCASE, UPPERCASE, DIGITS, SAFE_SYMBOLS];
    const kindOf = (letter: string): number => kinds.findIndex((alphabet) => alphabet.includes(letter));
    const orders = new Map<string, number>();
    for (let times = 0; times < 24_000; times++) {
      const order = [...generatePassword(requirements, random)].map(kindOf).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // 0.1 % of fair sources exceed 49.8 with 23 degrees of freedom
    expect(chiSquare(orders, new Map([...orders.keys()].map((order) => [order, 1000])))).toBeLessThan(49.8);
  });

  it("takes no byte twice and none beyond the last whole multiple", () => {
    const bytes = [255, 250, 7, 248, 3];
    const requirements = passwordRequirements.parse({ length: 1, required: { uppercase: 1 } });
    const random = (target: Uint8Array<ArrayBuffer>) => {
      target[0] = bytes.shift() ?? 0;
      return target;
    };
    // 26 letters: 234 and above are drawn again, so 7 is the first that counts
    expect(generatePassword(requirements, random)).toBe("H");
    expect(bytes).toEqual([248, 3]);
  });
});

describe("requirements", () => {
  it("that cannot be met, or that ask for nothing, are refused", () => {
    const wrong = [
      { length: 0 },
      { length: 251 },
      { length: 3, required: { digits: 2, lowercase: 2 } },
      { required: { digits: 0, lowercase: 0, uppercase: 0, symbols: 0 } },
      { required: { digits: -1, lowercase: 2 } },
      { required: { symbols: 1 }, allowedSymbols: "" },
      { allowedSymbols: "'" },
      { allowedSymbols: "-$" },
    ];
    for (const requirements of wrong) {
      expect(passwordRequirements.safeParse(requirements).success, JSON.stringify(requirements)).toBe(false);
    }
  });
});

const frequencies = (text: string): Map<string, number> => {
  const seen = new Map<string, number>();
  for (const letter of text) seen.set(letter, (seen.get(letter) ?? 0) + 1);
  return seen;
};

const chiSquare = (seen: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): number =>
  sum(
    Object.fromEntries(
      [...expected].map(([what, times]) => [what, ((seen.get(what) ?? 0) - times) ** 2 / times]),
    ),
  );
