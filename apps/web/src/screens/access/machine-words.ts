import type { Tone } from "../../parts/status.tsx";
import type { ClientSecret } from "./access.ts";

const DAY_MS = 86_400_000;
/** From so long before its end on, a client secret is told to end soon. */
const SOON_MS = 7 * DAY_MS;

/** For a list to choose from, in seconds. */
export const LIVES = [300, 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400] as const;

/** "1 hour", "30 days", "90 minutes": in the largest unit that it is a whole number of. */
export function lifeWords(seconds: number): string {
  for (const [unit, size] of UNITS) {
    if (seconds >= size && seconds % size === 0) return count(seconds / size, unit);
  }
  return count(seconds, "second");
}

/** The lives to choose from, and the one that there is. */
export const lifeChoices = (...kept: readonly number[]) =>
  [...new Set([...LIVES, ...kept])]
    .toSorted((one, other) => one - other)
    .map((seconds) => ({ value: String(seconds), label: lifeWords(seconds) }));

export interface SecretState {
  readonly tone: Tone;
  readonly label: string;
  /** Whether one can log in with it. */
  readonly works: boolean;
}

/** Whether one can log in with a client secret, and why not. */
export function secretState(secret: ClientSecret, now: Date): SecretState {
  const {
    isClientSecretRevoked,
    expiresAt,
    clientSecretNumUses: uses,
    clientSecretNumUsesLimit: most,
  } = secret;
  if (isClientSecretRevoked) return { tone: "idle", label: "Revoked", works: false };
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now.getTime();
  if (left <= 0) return { tone: "bad", label: "Expired", works: false };
  if (most > 0 && uses >= most) return { tone: "bad", label: "Used up", works: false };
  if (left < SOON_MS) return { tone: "warn", label: "Ends soon", works: true };
  return { tone: "good", label: "Works", works: true };
}

/** "3 logins", "1 of 10 logins". */
export const usesWords = (uses: number, most: number): string =>
  most === 0 ? count(uses, "login") : `${uses} of ${count(most, "login")}`;

export interface SecretsSummary {
  /** How many one can log in with. */
  readonly working: number;
  /** The last login with any of them. */
  readonly lastUsedAt: string | null;
  /** When the first of those that work ends. */
  readonly endsAt: string | null;
}

/** A machine's client secrets in a line. */
export function summaryOf(secrets: readonly ClientSecret[], now: Date): SecretsSummary {
  const working = secrets.filter((secret) => secretState(secret, now).works);
  return {
    working: working.length,
    lastUsedAt: secrets.map(({ lastUsedAt }) => lastUsedAt).reduce(later, null),
    endsAt: working.map(({ expiresAt }) => expiresAt).reduce(earlier, null),
  };
}

interface Network {
  readonly ipAddress: string;
  readonly prefix: number;
}

/** Networks, one each. */
export const networkTexts = (networks: readonly Network[]): readonly string[] =>
  networks.map(({ ipAddress, prefix }) =>
    prefix === (ipAddress.includes(":") ? 128 : 32) ? ipAddress : `${ipAddress}/${prefix}`,
  );

/** "anywhere", or the networks. */
export function networkWords(networks: readonly Network[]): string {
  const isOpen = (wide: string) =>
    networks.some(({ ipAddress, prefix }) => ipAddress === wide && prefix === 0);
  return isOpen("0.0.0.0") && isOpen("::") ? "anywhere" : networkTexts(networks).join(", ");
}

/** What was typed, a network a line or with commas; nothing is from anywhere. */
export function networksOf(text: string): { readonly ipAddress: string }[] {
  const typed = text.split(/[\s,]+/).filter(Boolean);
  return (typed.length > 0 ? typed : EVERYWHERE).map((ipAddress) => ({ ipAddress }));
}

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

const UNITS: readonly (readonly [unit: string, size: number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

type Instant = string | null;
const later = (one: Instant, other: Instant): Instant =>
  one === null || (other !== null && other > one) ? other : one;
const earlier = (one: Instant, other: Instant): Instant =>
  one === null || (other !== null && other < one) ? other : one;
