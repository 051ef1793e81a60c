import { PgBoss } from "pg-boss";

/** What pg-boss is given at once, and its best size of a batch. */
const BATCH = 50;
/** As many batches at once as the lifecycle has. */
const PLACES = 4;
const QUEUE = "bench";

/** Bare pg-boss with jobs that do nothing. */
export interface BareQueue {
  /** Jobs lie ready in bulk, unmeasured. */
  lay(jobs: number): Promise<void>;
  /** Takes and completes all of them, batch by batch, with no pause in between; gives how many. */
  work(): Promise<number>;
  /** Sends jobs, each by itself and so durable by itself. */
  send(jobs: number): Promise<void>;
  close(): Promise<void>;
}

/** Its best settings here: a partition of its own, batches of 50, no polling in between, fresh statistics, no supervision. */
export async function bareQueue(url: string): Promise<BareQueue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: "pgboss",
    max: 10,
    supervise: false,
    schedule: false,
  });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE, { partition: true, retryLimit: 0 });
  const place = async (): Promise<number> => {
    let done = 0;
    for (;;) {
      const jobs = await boss.fetch(QUEUE, { batchSize: BATCH });
      if (jobs.length === 0) return done;
      await boss.complete(
        QUEUE,
        jobs.map(({ id }) => id),
      );
      done += jobs.length;
    }
  };
  return {
    lay: async (jobs) => {
      for (let left = jobs; left > 0; left -= 1_000) {
        await boss.insert(
          QUEUE,
          Array.from({ length: Math.min(left, 1_000) }, () => ({ data: {} })),
        );
      }
      await boss.getDb().executeSql("analyze");
    },
    work: async () =>
      (await Promise.all(Array.from({ length: PLACES }, place))).reduce((sum, done) => sum + done, 0),
    send: async (jobs) => {
      let left = jobs;
      const sender = async () => {
        while (left-- > 0) await boss.send(QUEUE, {});
      };
      await Promise.all(Array.from({ length: 10 }, sender));
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}
