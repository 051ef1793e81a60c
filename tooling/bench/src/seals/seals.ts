import {
  createCipher,
  type Database,
  keyFromEnvironment,
  migrate,
  openDatabase,
  sealAudit,
  updateProject,
  verifyAudit,
} from "@turnbolt/store";
import { postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { KEY } from "../engine.ts";
import { type Contender, type Lap, race } from "../race.ts";
import { ratio, tellLaps } from "../report.ts";
import { spread } from "../statistics.ts";

/** As many changes at once as the store has connections for transactions. */
const AT_ONCE = 9;
const UNSEALED = "change with its audit row, sealer off";
const SEALED = "change with its audit row, sealer on";
const SEALING = "sealing alone, each row";

/** Rows of a seal at the most. */
const PORTION = 1_000;
const SEALS = 3;

/** What sealing asks of the database for each row, counted and not timed. */
export interface SealCounts {
  readonly flushesPerRow: number;
  /** Bytes of the log for sealing over those for changing. */
  readonly log: number;
}

/** The log writer sleeps, so that every flush is one that somebody waited for. */
export async function countSealing(): Promise<SealCounts> {
  const target = postgresTarget({
    fsync: true,
    settings: { wal_writer_delay: "10s", autovacuum: "off", checkpoint_timeout: "1h" },
  });
  const server = await target.start();
  const audited = await openAudited(server.url);
  try {
    // Whole pages are written to the log the first time after a checkpoint: not what a row costs.
    await audited.change(PORTION);
    await audited.seal();
    const begun = await logged(audited.sql);
    await audited.change(SEALS * PORTION);
    const changed = await logged(audited.sql);
    await audited.reconnect();
    const before = await flushes(audited.sql);
    const sealing = await logged(audited.sql);
    const rows = await audited.seal();
    const sealed = await logged(audited.sql);
    await audited.reconnect();
    const flushed = (await flushes(audited.sql)) - before;
    return { flushesPerRow: flushed / rows, log: (sealed - sealing) / (changed - begun) };
  } finally {
    await audited.close();
    await server.stop();
  }
}

export interface SealRace {
  readonly lines: readonly string[];
  readonly wrong: readonly string[];
}

/** The same changes with and without a sealer behind them, in turns. */
export async function raceSealing(changes: number, rounds: number): Promise<SealRace> {
  const server = await postgresTarget({ fsync: true }).start();
  const audited = await openAudited(server.url);
  try {
    const { change, seal } = audited;
    const all = async () => void (await seal());
    const contenders: readonly Contender[] = [
      { name: UNSEALED, prepare: all, work: () => change(changes) },
      { name: SEALED, prepare: all, work: () => change(changes).then(() => seal()) },
      { name: SEALING, prepare: async () => void (await all().then(() => change(changes))), work: seal },
    ];
    const laps = await race(audited.sql, contenders, rounds, () => {});
    await seal();
    const lines = [
      ...tellLaps(laps),
      `sealer on over sealer off, changes a second: ${ratio(laps, SEALED, UNSEALED)}`,
      `processor time of sealing over that of a change: ${spread(costsOf(laps), 3)}`,
    ];
    return { lines, wrong: await audited.wrong() };
  } finally {
    await audited.close();
    await server.stop();
  }
}

function costsOf(laps: ReadonlyMap<string, readonly Lap[]>): readonly number[] {
  const time = ({ nodeMs, databaseMs }: Lap) => nodeMs + (databaseMs ?? 0);
  const changing = (laps.get(UNSEALED) ?? []).map(time);
  return (laps.get(SEALING) ?? []).map((lap, round) => time(lap) / (changing[round] ?? 0));
}

interface Audited {
  readonly sql: postgres.Sql;
  /** So many changes, each with its audit row, in a transaction of its own. */
  change(changes: number): Promise<number>;
  /** Seals everything; gives how many rows. */
  seal(): Promise<number>;
  /** What a session has done is counted when it has ended. */
  reconnect(): Promise<void>;
  wrong(): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function openAudited(url: string): Promise<Audited> {
  let database: Database = openDatabase({ url });
  await migrate(database);
  const cipher = await createCipher({ database, keyring: [keyFromEnvironment(KEY)] });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [project] = await sql<{ id: string }[]>`select id from turnbolt.projects`;
  const id = project?.id ?? "";
  const author = { id: "user:bench", address: "192.0.2.1", requestId: "bench" };
  return {
    sql,
    change: async (changes) => {
      let left = changes;
      const one = async () => {
        while (left-- > 0) await updateProject(database, id, { description: `the ${left}th` }, author);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, one));
      return changes;
    },
    seal: async () => (await sealAudit(database, cipher)).rows,
    reconnect: async () => {
      await database.close();
      database = openDatabase({ url });
      for (let open = true; open; ) {
        const [row] = await sql`select from pg_stat_activity where application_name = 'turnbolt' limit 1`;
        open = row !== undefined;
      }
    },
    wrong: async () => {
      const { broken, rows } = await verifyAudit(database, cipher);
      const [found] = await sql`select count(*)::int as rows from turnbolt.audit`;
      if (broken) return [broken.message];
      return rows === found?.rows ? [] : [`${found?.rows} rows, and ${rows} of them sealed`];
    },
    close: async () => {
      await database.close();
      await sql.end();
    },
  };
}

async function logged(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes`;
  return Number(row?.bytes);
}

async function flushes(sql: postgres.Sql): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ fsyncs: string }[]>`
    select sum(fsyncs) as fsyncs from pg_stat_io where object = 'wal' and backend_type = 'client backend'`;
  return Number(row?.fsyncs);
}
