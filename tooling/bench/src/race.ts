import type postgres from "postgres";
import { cpuNow } from "./cpu.ts";

/** Something that is measured. */
export interface Contender {
  readonly name: string;
  /** What has to be there before, unmeasured. */
  prepare?(): Promise<void>;
  /** Gives how many it did. */
  work(): Promise<number>;
}

/** What one contender did in one round. */
export interface Lap {
  readonly perSecond: number;
  /** Milliseconds of processor time for each one done. */
  readonly nodeMs: number;
  readonly databaseMs: number | null;
}

/** Every contender in every round, each round beginning with another one; laps by name. */
export async function race(
  sql: postgres.Sql,
  contenders: readonly Contender[],
  rounds: number,
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, readonly Lap[]>> {
  const laps = new Map<string, Lap[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const lap = await runLap(sql, contender);
      laps.get(contender.name)?.push(lap);
      tell(`round ${round + 1}: ${contender.name}: ${lap.perSecond.toFixed(0)}/s`);
    }
  }
  return laps;
}

async function runLap(sql: postgres.Sql, contender: Contender): Promise<Lap> {
  await contender.prepare?.();
  // Nobody pays for what somebody else has made dirty.
  await sql`checkpoint`;
  const cpu = await cpuNow(sql);
  const began = performance.now();
  const done = await contender.work();
  const seconds = (performance.now() - began) / 1_000;
  const after = await cpuNow(sql);
  const each = (time: number) => (1_000 * time) / done;
  return {
    perSecond: done / seconds,
    nodeMs: each(after.node - cpu.node),
    databaseMs: after.database === null || cpu.database === null ? null : each(after.database - cpu.database),
  };
}
