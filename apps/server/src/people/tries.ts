import { createHash } from "node:crypto";
import { ApiError, neighbourhoodOf } from "@turnbolt/api";
import type { Clock } from "@turnbolt/core";
import type { tallyStore } from "@turnbolt/store";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Counts tries at passwords in the database, so that all processes count together; throws `rate-limited`. */
export interface Tries {
  /** Somebody signs in, or begins to. */
  signIn(address: string | null, email: string | null): Promise<void>;
  /** Somebody who is signed in gives their password again. */
  ofPerson(personId: string): Promise<void>;
}

interface Limit {
  readonly key: string;
  readonly most: number;
  readonly windowMs: number;
}

export function tries(tally: ReturnType<typeof tallyStore>, clock: Pick<Clock, "now">): Tries {
  const admit = async (limits: readonly Limit[]): Promise<void> => {
    const totals = await tally.add(limits.map(({ key, windowMs }) => ({ key, windowMs, count: 1 })));
    for (const { key, count, endsAt } of totals) {
      const limit = limits.find((one) => one.key === key);
      if (!limit || count <= limit.most) continue;
      const retryAfterSeconds = Math.max(1, Math.ceil((endsAt.getTime() - clock.now().getTime()) / 1000));
      throw new ApiError("rate-limited", "Too many tries: wait a while.", { retryAfterSeconds });
    }
  };
  return {
    signIn: (address, email) =>
      admit([
        { key: `sign-in from ${neighbourhoodOf(address)}`, most: 10, windowMs: MINUTE_MS },
        // From wherever: a botnet gets no more tries than this. Whoever is locked out by one has other ways in.
        ...(email === null ? [] : [{ key: `sign-in as ${digest(email)}`, most: 50, windowMs: HOUR_MS }]),
      ]),
    ofPerson: (personId) => admit([{ key: `password of ${personId}`, most: 10, windowMs: HOUR_MS }]),
  };
}

/** What people type here by mistake is not kept. */
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
