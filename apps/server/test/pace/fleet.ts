import { randomUUID } from "node:crypto";
import { createRateLimits, type Database, migrate, openDatabase, type RateLimits } from "@turnbolt/store";
import { postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { createPacer, type Pacer } from "../../src/pace/pacer.ts";
import { type LeapClock, leapClock } from "./leap-clock.ts";

/** A database whose turns go by a clock that only waiting uses up, and processes that draw from it. */
export interface Fleet {
  readonly clock: LeapClock;
  connection(): Promise<string>;
  limits(): RateLimits;
  /** A process with a way of its own to the database; `asked` is how often it went there. */
  process(limits?: Partial<RateLimits>): Promise<Process>;
  stop(): Promise<void>;
}

export interface Process {
  readonly asked: () => number;
  readonly errors: readonly unknown[];
  /** The connections of which any process has learned something. */
  readonly heard: readonly string[];
  /** One call of a step: its requests, one after the other. */
  call(made: Call): Promise<readonly Response[]>;
}

export interface Call {
  readonly connectionId: string;
  readonly step: string;
  readonly requests: readonly Send[];
  readonly leftMs?: number;
  readonly signal?: AbortSignal;
}

export type Send = () => Promise<Response>;

export async function startFleet(): Promise<Fleet> {
  const target = await postgresTarget().start();
  const sql = postgres(target.url, { max: 2, onnotice: () => {} });
  const databases: Database[] = [];
  const open = (url: string): Database => {
    const database = openDatabase({ url });
    databases.push(database);
    return database;
  };
  await migrate(open(target.url));
  const clock = await leapClock(sql);
  const [project] = await sql<{ id: string }[]>`select id from turnbolt.projects`;
  return {
    clock,
    connection: async () => {
      const id = randomUUID();
      await sql`insert into turnbolt.connections (id, project_id, name, app, version, config, sealed)
        values (${id}, ${project?.id ?? ""}, ${id}, 'test', 1, '{}', '{}')`;
      return id;
    },
    limits: () => createRateLimits(open(clock.urlOf(target.url))),
    process: async (given = {}) => {
      const limits = { ...createRateLimits(open(clock.urlOf(target.url))), ...given };
      let asked = 0;
      const errors: unknown[] = [];
      const counted: RateLimits = {
        ...limits,
        take: (...all) => {
          asked += 1;
          return limits.take(...all);
        },
      };
      const pacer = createPacer({ clock, limits: counted, onError: (error) => void errors.push(error) });
      const heard: string[] = [];
      await limits.onLearned((key) => {
        pacer.heard(key);
        heard.push(key.connectionId);
      });
      return { asked: () => asked, errors, heard, call: (made) => callOf(pacer, made) };
    },
    stop: async () => {
      await Promise.all(databases.map((database) => database.close()));
      await sql.end();
      await target.stop();
    },
  };
}

async function callOf(
  pacer: Pacer,
  { connectionId, step, requests, leftMs = 30_000, signal = new AbortController().signal }: Call,
): Promise<readonly Response[]> {
  const opened = { rotationType: "any", call: { connectionId, step }, leftMs, signal };
  const responses: Response[] = [];
  let send: Send | undefined;
  const paced = pacer.open(opened, async () => (send as Send)());
  for (send of requests) responses.push(await paced.fetch("https://vendor.test/"));
  paced.close();
  return responses;
}
