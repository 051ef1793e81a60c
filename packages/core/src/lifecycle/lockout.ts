import { flush, type Job, note, plus } from "./job.ts";

/** So many failed logins of ours per window at the most, and one less than what the target forgives. */
const MOST_FAILED_LOGINS = 2;

/**
 * Counts a login that may fail, on disk before it is sent; an answer is the time to wait for when the budget is
 * spent. The login itself may leave a call's length after it was counted, so the window is that much longer here.
 */
export async function spendLogin(job: Job): Promise<{ readonly at: Date } | null> {
  const { lockout } = job.provider;
  if (!lockout) return null;
  const { clock, limits } = job.engine;
  const budget = Math.max(1, Math.min(MOST_FAILED_LOGINS, lockout.attempts - 1));
  const windowMs = countedMs(job, lockout.windowMs);
  for (;;) {
    const now = clock.now();
    const recent = job.work.rotation.probes.filter((at) => plus(at, windowMs) > now);
    const oldest = recent[recent.length - budget];
    if (oldest) return { at: plus(oldest, windowMs) };
    await flush(job, () => ({ rotation: { probes: [...recent, now] } }));
    // A process that slept in between counts again, with the time at which it really goes on.
    if (clock.now() < plus(now, limits.callMs)) return null;
  }
}

const countedMs = ({ engine }: Job, windowMs: number): number => windowMs + 2 * engine.limits.callMs;

/** When no login counts any more. */
export function wholeBudgetAt(job: Job): Date {
  const last = job.work.rotation.probes.at(-1) ?? job.engine.clock.now();
  return plus(last, countedMs(job, job.provider.lockout?.windowMs ?? 0));
}

/** The login that was counted last has worked. Those that failed before it still count: not every target forgets them. */
export function returnLogin(job: Job): void {
  if (job.provider.lockout)
    note(job, ({ rotation }) => ({ rotation: { probes: rotation.probes.slice(0, -1) } }));
}
