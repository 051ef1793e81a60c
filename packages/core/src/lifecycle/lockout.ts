import { flush, type Job, note, plus } from "./job.ts";

/** So many failed logins of ours per window at the most, and one less than what the target forgives. */
const MOST_FAILED_LOGINS = 2;

/** Counts a login that may fail, on disk before it is sent; an answer is the time to wait for when the budget is spent. */
export async function spendLogin(job: Job): Promise<{ readonly at: Date } | null> {
  const { lockout } = job.provider;
  if (!lockout) return null;
  const now = job.engine.clock.now();
  const budget = Math.max(1, Math.min(MOST_FAILED_LOGINS, lockout.attempts - 1));
  const recent = job.work.rotation.probes.filter((at) => plus(at, lockout.windowMs) > now);
  const oldest = recent[recent.length - budget];
  if (oldest) return { at: plus(oldest, lockout.windowMs) };
  await flush(job, () => ({ rotation: { probes: [...recent, now] } }));
  return null;
}

/** A login that worked was no failed login, and clears the target's own count. */
export function returnLogin(job: Job): void {
  if (job.provider.lockout) note(job, () => ({ rotation: { probes: [] } }));
}
