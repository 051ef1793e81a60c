import { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import { bossUrl } from "./boss-url.ts";
import { BATCH_QUEUE, batchPayload, queues, SWEEP, TICK } from "./queues.ts";
import { type Sweeper, sweepAll } from "./sweep.ts";
import { fanOut } from "./tick.ts";
import { BATCH, type Worker } from "./worker.ts";

export interface BossParts {
  readonly databaseUrl: string;
  readonly worker: Worker;
  readonly countDue: () => Promise<number>;
  readonly sweep: Sweeper;
  /** Told with every tick. */
  readonly onTick: () => void;
  readonly log: Logger;
}

/** So many batches of the queue at once in one process. */
const CONCURRENCY = 4;

/** Starts the clock: a tick each minute that sends batches for what is due, and a sweep each night. */
export async function startBoss(parts: BossParts): Promise<{ stop(): Promise<void> }> {
  const { worker, log } = parts;
  const boss = new PgBoss({
    connectionString: bossUrl(parts.databaseUrl),
    application_name: "turnbolt-jobs",
    schema: "pgboss",
    max: 4,
    useListenNotify: true,
    clockMonitorIntervalSeconds: 600,
    warningRetentionDays: 7,
  });
  boss.on("error", (error) => log.error(briefly(error), "the job queue has a problem"));
  boss.on("warning", ({ message }) => log.debug({ message }, "the job queue warns"));
  await boss.start();
  for (const [name, options] of Object.entries(queues)) await boss.createQueue(name, options);
  await boss.work(TICK, { pollingIntervalSeconds: 5 }, async () => {
    parts.onTick();
    const due = await parts.countDue();
    for (let jobs = fanOut(due, BATCH); jobs > 0; jobs--)
      await boss.send(BATCH_QUEUE, batchPayload.parse({}));
  });
  await boss.work(
    BATCH_QUEUE,
    { pollingIntervalSeconds: 10, notifyPollingIntervalSeconds: 30, localConcurrency: CONCURRENCY },
    () => worker.work(),
  );
  await boss.work(SWEEP, { pollingIntervalSeconds: 60 }, async () => {
    log.info(await sweepAll(parts.sweep), "what is kept no longer was let go");
  });
  await boss.schedule(TICK, "* * * * *");
  await boss.schedule(SWEEP, "17 3 * * *");
  return { stop: () => boss.stop({ graceful: false, close: true }) };
}
