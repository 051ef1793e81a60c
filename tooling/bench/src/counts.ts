import { faultProxy, postgresTarget } from "@turnbolt/targets";
import type postgres from "postgres";
import { allGone, BATCH, install } from "./installation.ts";

/** What one rotation asks of the database, counted and not timed. */
export interface Counts {
  /** Times that a connection waited for the disk. */
  readonly flushesPerRotation: number;
  /** Times that a connection waited for an answer. */
  readonly roundTripsPerRotation: number;
  readonly rotated: number;
}

const WARM_BATCHES = 2;
const BATCHES = 2;
/** Longer than this process needs to send what it has to send. */
const TRAVEL_MS = 25;

/**
 * One rotation after the other over one connection, so that no two share a flush or a packet: the most that it can
 * come to. The log writer sleeps, so that every flush is one that somebody waited for.
 */
export async function count(): Promise<Counts> {
  const server = await postgresTarget({
    fsync: true,
    settings: { wal_writer_delay: "10s", autovacuum: "off" },
  }).start();
  const proxy = await faultProxy({ to: server.admin, answersTravelMs: TRAVEL_MS });
  try {
    const far = new URL(server.url);
    far.port = String(proxy.port);
    const batches = WARM_BATCHES + BATCHES;
    const installation = await install({
      url: far.href,
      directUrl: server.url,
      rotations: batches * BATCH,
      onAConnection: batches * BATCH,
      max: 2,
    });
    const { sql, makeDue, workOne, database } = installation;
    await makeDue();
    await sql`checkpoint`;
    const before = await flushes(sql);
    let rotated = 0;
    // The server learns each text the first time; from then on it is known by name.
    for (let batch = 0; batch < WARM_BATCHES; batch++) rotated += await workOne();
    proxy.stats.reset();
    for (let batch = 0; batch < BATCHES; batch++) rotated += await workOne();
    const { roundTrips } = proxy.stats;
    await database.close();
    await allGone(sql);
    const flushed = (await flushes(sql)) - before;
    await installation.close();
    return {
      flushesPerRotation: flushed / rotated,
      roundTripsPerRotation: roundTrips / (BATCHES * BATCH),
      rotated,
    };
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

/** What the server has counted of what its clients waited for. */
async function flushes(sql: postgres.Sql): Promise<number> {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ fsyncs: string }[]>`
    select sum(fsyncs) as fsyncs from pg_stat_io where object = 'wal' and backend_type = 'client backend'`;
  return Number(row?.fsyncs);
}
