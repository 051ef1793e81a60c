import { readFile } from "node:fs/promises";
import type postgres from "postgres";

/** Seconds of processor time: of this process, and of the database's; `null` where the system does not tell. */
export interface Cpu {
  readonly node: number;
  readonly database: number | null;
}

export async function cpuNow(sql: postgres.Sql): Promise<Cpu> {
  const { user, system } = process.cpuUsage();
  const pids = await sql<{ pid: number }[]>`select pid from pg_stat_activity`;
  const times = await Promise.all(pids.map(({ pid }) => secondsOf(pid)));
  const known = times.filter((time) => time !== null);
  const database = known.length === 0 ? null : known.reduce((sum, time) => sum + time, 0);
  return { node: (user + system) / 1e6, database };
}

/** The system counts in hundredths. */
const TICKS = 100;

async function secondsOf(pid: number): Promise<number | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // What stands in brackets may hold blanks; behind it, user and system time are numbers 12 and 13.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return null;
  }
}
