import { createServices, type PluginPackage, type Services } from "@turnbolt/api";
import { type Clock, defaultLimits, type Engine, type Limits } from "@turnbolt/core";
import {
  countRunEnds,
  createAuditSealStore,
  createRateLimits,
  type Database,
  endHalfAsked,
  noteHolder,
  type PostgresLedger,
  sweep,
} from "@turnbolt/store";
import type { Logger } from "pino";
import { apiStore } from "./api-store.ts";
import { briefly } from "./briefly.ts";
import type { Closing } from "./closing.ts";
import { cron } from "./cron.ts";
import { auditHeadIn } from "./data/audit-head.ts";
import type { HighWater } from "./data/high-water.ts";
import { eachMinute } from "./each-minute.ts";
import type { Settings } from "./env.ts";
import { startSealing } from "./jobs/audit-sealer.ts";
import { startBoss } from "./jobs/boss.ts";
import { longStepsIn } from "./jobs/long-steps.ts";
import { listen } from "./jobs/notices.ts";
import { createRewrapping, type Rewrapping } from "./jobs/rewrapping.ts";
import { watchedLedger } from "./jobs/watched-ledger.ts";
import { createWorker, type Worker } from "./jobs/worker.ts";
import { keysPort } from "./keys-port.ts";
import { startTelling } from "./notify/start-telling.ts";
import type { OpenStore } from "./open-store.ts";
import { ownDatabase } from "./own-database.ts";
import { createPacer } from "./pace/pacer.ts";
import { openPeople, type People } from "./people/open-people.ts";
import { type DatabaseClock, databaseClock } from "./runtime/clock.ts";
import { createHost, type ServerHost } from "./runtime/host.ts";
import { systemRandom } from "./runtime/random.ts";
import { version } from "./version.ts";

export interface Found {
  readonly settings: Settings;
  readonly log: Logger;
  readonly store: OpenStore;
  readonly highWater: HighWater;
  readonly registry: Engine["registry"];
  readonly packages: ReadonlyMap<string, PluginPackage>;
  readonly limits: Partial<Limits> | undefined;
  /** Where we answer, once we do. */
  readonly url: () => string;
  readonly wrapLedger: ((ledger: PostgresLedger) => PostgresLedger) | undefined;
  readonly turnClock: Pick<Clock, "now" | "monotonic" | "at"> | undefined;
}

export interface Running {
  readonly services: Services;
  readonly worker: Worker;
  readonly people: People;
  readonly clock: DatabaseClock;
}

/** Engine, worker, notices and queue: each ends before what it stands on. */
export async function connectParts(found: Found, closing: Closing): Promise<Running> {
  const { settings, log, store } = found;
  const clock = await databaseClock(() => store.database.now());
  // In every process: a tick of the queue reaches one of them.
  const holding = () => noteHolder(store.database, store.owner, store.keyring);
  const current = eachMinute([clock.sync, store.cipher.refresh, holding], (error) =>
    log.error(briefly(error), "the database's time or its keys could not be read again"),
  );
  closing.add(current.stop);
  const isOurs = await ownDatabase(store.url);
  const rules = { blockPrivate: settings.blockPrivate, isOurs };
  const limits = createRateLimits(store.database);
  const pacer = createPacer({
    clock: found.turnClock ?? clock,
    limits,
    onError: (error) => log.warn(briefly(error), "what a target allows could not be looked up"),
  });
  closing.add(await limits.onLearned(pacer.heard));
  const host = createHost({ log, rules, pacer });
  const { note: onLongStep, settled } = longStepsIn(store.database, store.owner, (runId, error) =>
    log.warn({ runId, ...briefly(error) }, "a long step could not be noted"),
  );
  closing.add(settled);
  const engine = engineOf(found, clock, host, { wakeAt: (at) => worker.wakeAt(at), onLongStep });
  const { nextDue } = store.queries.rotations;
  const worker = createWorker({ engine, nextDue, log });
  const works = settings.role !== "api";
  const head = auditHeadIn(settings.dataDirectory, store.installation);
  // Ends behind everything that still has something to tell.
  if (works) closing.add(startSealing({ ...store, head, log }).stop);
  if (works) closing.add(() => worker.stop());
  const telling = await startTelling({ settings, store, clock, rules, log }, closing);
  const ears = { onDue: (id: string) => worker.wake([id]), onMoved: telling.wake };
  const notices = await listen(store.database, works ? ears : null);
  closing.add(notices.stop);
  if (works) startWork(found, worker, closing);
  const people = openPeople(store, { settings, clock, rules, log, url: found.url });
  const rewrapping = createRewrapping(store, log);
  const seals = createAuditSealStore(store.database, store.cipher, head.noted);
  const services = createServices({
    engine,
    people: people.parts,
    notifier: telling.notifier,
    store: apiStore(store.database, store.queries, engine.ledger, seals),
    keys: keysPort(store, rewrapping.wake),
    wake: (ids) => {
      if (works) worker.wake(ids);
    },
    watch: notices.watch,
    waitMs: settings.httpWaitSeconds * 1000,
    self: { version, database: store.kind, startedAt: clock.now() },
    packageOf: (type) => found.packages.get(type) ?? null,
    onProblem: (error) => log.error(briefly(error), "a job in the background could not go on"),
  });
  startJobs(services.dealer, rewrapping, log, closing);
  return { services, worker, people, clock };
}

/** What was begun by a request and goes on by itself, in every process. */
function startJobs(dealer: Services["dealer"], rewrapping: Rewrapping, log: Logger, closing: Closing): void {
  const dealing = eachMinute([dealer.work], (error) =>
    log.error(briefly(error), "bulk jobs could not be dealt"),
  );
  const wrapping = eachMinute([async () => rewrapping.wake()], () => {});
  for (const { stop } of [dealing, wrapping, dealer, rewrapping]) closing.add(stop);
  dealer.wake();
  rewrapping.wake();
}

/** The queue beats in the background: the first start makes its tables, and the rows are worked on meanwhile. */
function startWork({ store, highWater, log }: Found, worker: Worker, closing: Closing): void {
  const boss = startBoss({
    databaseUrl: store.url,
    worker,
    countDue: store.queries.rotations.countDue,
    sweep: () => sweep(store.database),
    onTick: highWater.note,
    log,
  });
  boss.catch((error: unknown) => log.error(briefly(error), "the job queue did not start"));
  closing.add(async () => (await boss.catch(() => null))?.stop());
  const counting = eachMinute([() => countAll(store.database)], (error) =>
    log.error(briefly(error), "runs that have ended could not be counted"),
  );
  const freeing = eachMinute([() => freeRows(store.database, log)], (error) =>
    log.error(briefly(error), "whether others stand still could not be seen"),
  );
  for (const { stop } of [counting, freeing]) closing.add(stop);
  worker.wake();
}

/** What a process has locked that stands still, or went without a word, is let go. */
async function freeRows(database: Database, log: Logger): Promise<void> {
  const ended = await endHalfAsked(database);
  if (ended > 0)
    log.warn({ sessions: ended }, "a process stopped in the middle of a question: its rows are free again");
}

async function countAll(database: Database): Promise<void> {
  while ((await countRunEnds(database)) > 0);
}

function engineOf(
  { wrapLedger, limits, store, highWater, registry }: Found,
  clock: DatabaseClock,
  host: ServerHost,
  { wakeAt, onLongStep }: Pick<Worker, "wakeAt"> & Required<Pick<Engine, "onLongStep">>,
): Engine & { readonly ledger: PostgresLedger } {
  const wrapped = wrapLedger?.(store.ledger) ?? store.ledger;
  return {
    ledger: watchedLedger(wrapped, { onWake: wakeAt, onClaim: highWater.note }),
    cipher: store.cipher,
    clock,
    random: systemRandom,
    host,
    cron,
    registry,
    onLongStep,
    installation: store.installation.replaceAll("-", "").slice(0, 6),
    limits: { ...defaultLimits, ...limits },
  };
}
