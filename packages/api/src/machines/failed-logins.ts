/** Who fails too often waits. */
export interface FailedLogins {
  /** Whole seconds until one may try again; 0: now. */
  wait(keys: readonly string[]): number;
  note(keys: readonly string[]): void;
}

export interface FailureLimit {
  readonly most: number;
  readonly withinMs: number;
}

/** So many keys are remembered; the oldest are let go, since whoever sends that many is stopped by other limits. */
const MOST_KEYS = 10_000;

/**
 * Counts failures in windows of fixed length, by key: those who succeed are never slowed, however often they come. In
 * this process alone, so several processes let so many times as much through: a secret of 256 bits stays unguessed, and
 * what is limited is noise.
 */
export function failedLogins(limitOf: (key: string) => FailureLimit, now: () => number): FailedLogins {
  const failures = new Map<string, { count: number; readonly until: number }>();
  const current = (key: string) => {
    const found = failures.get(key);
    if (!found || found.until > now()) return found;
    failures.delete(key);
    return undefined;
  };
  return {
    wait: (keys) => {
      const waits = keys.map((key) => {
        const found = current(key);
        return found && found.count >= limitOf(key).most ? found.until - now() : 0;
      });
      return Math.ceil(Math.max(0, ...waits) / 1000);
    },
    note: (keys) => {
      for (const key of keys) {
        const found = current(key);
        if (found) found.count++;
        else failures.set(key, { count: 1, until: now() + limitOf(key).withinMs });
      }
      for (const oldest of failures.keys()) {
        if (failures.size <= MOST_KEYS) break;
        failures.delete(oldest);
      }
    },
  };
}
