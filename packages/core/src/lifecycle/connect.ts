import { isRotationError, RotationError } from "../errors.ts";
import type { Runtime } from "../runtime.ts";
import { type Job, reveal } from "./job.ts";
import { returnLogin, spendLogin } from "./lockout.ts";
import { draft, type Fields } from "./model.ts";

/**
 * The rotated account may be the connection's own: the live draft may have replaced its stored value already, so
 * that is tried first. There a refused connection is a failed login of the account, and those are counted.
 */
export async function connect(job: Job, connection: Fields, runtime: Runtime) {
  const own = await afterDraft(job, connection);
  // Of a pair the draft is the other account's: the stored login goes on until that one is published. Else they take
  // turns: the lock-out budget may allow one login at a time, so that each way gets its own.
  const storedFirst = job.provider.handles === "fixed" || (job.work.run?.tries ?? 0) % 2 === 1;
  const ways = !own ? [connection] : storedFirst ? [connection, own] : [own, connection];
  for (const fields of ways) {
    if (job.provider.asConnection) await spendOrWait(job);
    try {
      const client = await job.provider.connect(fields, runtime);
      if (job.provider.asConnection) returnLogin(job);
      return { client, connection: fields };
    } catch (error) {
      if (fields === ways.at(-1) || !isRotationError(error) || error.code !== "unauthorized") throw error;
    }
  }
  throw new Error("a connection was neither made nor refused");
}

async function spendOrWait(job: Job): Promise<void> {
  const waits = await spendLogin(job);
  if (!waits) return;
  const retryAfterMs = waits.at.getTime() - job.engine.clock.now().getTime();
  throw new RotationError("rate-limited", "waiting, so as not to lock the account out", { retryAfterMs });
}

/** The connection as it is if the draft in hand has landed; `null` where that is another account, or certainly not so. */
async function afterDraft(job: Job, connection: Fields): Promise<Fields | null> {
  const row = draft(job.work);
  if (!job.provider.asConnection || !row?.sealed || !mayHaveLanded(job)) return null;
  const { rotation, run } = job.work;
  const { secret } = await reveal(job, row);
  return job.provider.asConnection(connection, secret, run?.parameters ?? rotation.parameters);
}

const mayHaveLanded = ({ work: { run } }: Job): boolean =>
  run !== null && (run.unanswered || run.issuedAt !== null);
