import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  advance,
  type Batch,
  connectionBinding,
  type Engine,
  newRotation,
  prepareWith,
  workBatch,
} from "@turnbolt/core";
import { createConnection, createRotation, type Database, migrate, openDatabase } from "@turnbolt/store";
import postgres from "postgres";
import { engineOn } from "./engine.ts";
import { type MemoryTarget, memoryTarget } from "./target.ts";

/** Due rotations are claimed so many at a time, as the server has it. */
export const BATCH = 25;
/** So many batches at once, as the server has it. */
const PLACES = 4;
/** So many rotations at once against one connection, as the server has it. */
const PER_CONNECTION = 4;

/** A database with rotations in it, an engine that works on them, and plain SQL to look at what it did. */
export interface Installation {
  readonly target: MemoryTarget;
  readonly database: Database;
  readonly engine: Engine;
  /** Goes past the code that is measured. */
  readonly sql: postgres.Sql;
  readonly rotations: number;
  /** Makes so many rotations due now. */
  makeDue(count?: number): Promise<void>;
  /** Works on everything that is due, as a server does; gives how many were rotated. */
  work(): Promise<number>;
  /** One batch, one rotation after the other. */
  workOne(): Promise<number>;
  close(): Promise<void>;
}

export interface InstallationOptions {
  /** What is measured goes this way. */
  readonly url: string;
  /** What is not measured goes this way. */
  readonly directUrl: string;
  readonly rotations: number;
  /** So many rotations share a connection to a target. */
  readonly onAConnection?: number;
  /** Connections to the database at the most; 10 is the server's. */
  readonly max?: number;
}

/** Migrates, makes the rotations, rotates each for the first time; what is measured is then opened afresh. */
export async function install({
  url,
  directUrl,
  rotations,
  onAConnection = 10,
  max = 10,
}: InstallationOptions): Promise<Installation> {
  const target = memoryTarget();
  const sql = postgres(directUrl, { max: 1, onnotice: () => {} });
  await begin(directUrl, sql, target, { rotations, onAConnection });
  const database = openDatabase({ url, max });
  const engine = await engineOn(database, target.provider);
  return {
    target,
    database,
    engine,
    sql,
    rotations,
    makeDue: async (count = rotations) => {
      await sql`update turnbolt.rotations set next_at = now(), due_at = now()
        where id in (select id from turnbolt.rotations order by id limit ${count})`;
    },
    work: () => work(engine),
    workOne: () => oneByOne(engine),
    close: async () => {
      await database.close();
      await sql.end();
    },
  };
}

interface Size {
  readonly rotations: number;
  readonly onAConnection: number;
}

async function begin(url: string, sql: postgres.Sql, target: MemoryTarget, size: Size): Promise<void> {
  const database = openDatabase({ url });
  await migrate(database);
  const engine = await engineOn(database, target.provider);
  await seed(database, sql, engine, size);
  await work(engine);
  await database.close();
  await allGone(sql);
  await sql`analyze`;
}

/** Until the server has seen the end of every session of the store: only then has it counted all they did. */
export async function allGone(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [open] = await sql`select from pg_stat_activity where application_name = 'turnbolt' limit 1`;
    if (!open) return;
  }
}

async function work(engine: Engine): Promise<number> {
  const place = async (): Promise<number> => {
    let done = 0;
    for (;;) {
      const { claimed, left } = await batch(engine);
      done += claimed;
      if (!left && claimed < BATCH) return done;
      // The others have the rest in hand, or soon room for it.
      if (claimed === 0) await pause(5);
    }
  };
  const done = await Promise.all(Array.from({ length: PLACES }, place));
  return done.reduce((sum, count) => sum + count, 0);
}

async function batch(engine: Engine): Promise<Batch> {
  const failures: unknown[] = [];
  const onError = (_rotationId: string, error: unknown) => failures.push(error);
  const done = await workBatch(engine, { limit: BATCH, perConnection: PER_CONNECTION, onError });
  if (failures.length > 0) throw failures[0];
  return done;
}

/** A batch of one connection, of which only one at a time is worked on. */
async function oneByOne(engine: Engine): Promise<number> {
  const { claimed } = await engine.ledger.claim({
    limit: BATCH,
    perConnection: BATCH,
    leaseMs: engine.limits.leaseMs,
    prepare: prepareWith(engine),
  });
  for (const one of claimed) await advance(engine, one);
  return claimed.length;
}

async function seed(
  database: Database,
  sql: postgres.Sql,
  engine: Engine,
  { rotations, onAConnection }: Size,
): Promise<void> {
  const [place] = await sql<{ projectId: string; folderId: string }[]>`
    select p.id as "projectId", f.id as "folderId" from turnbolt.projects p
    join turnbolt.environments e on e.project_id = p.id and e.slug = 'prod'
    join turnbolt.folders f on f.environment_id = e.id and f.path = '/'`;
  if (!place) throw new Error("the migrations left no folder");
  for (let first = 0; first < rotations; first += onAConnection) {
    const connectionId = await connect(database, engine, place.projectId, `host-${first}`);
    const size = Math.min(onAConnection, rotations - first);
    await Promise.all(
      Array.from({ length: size }, (_, index) =>
        rotation(database, engine, {
          ...place,
          connectionId,
          host: `host-${first}`,
          name: `r${first + index}`,
        }),
      ),
    );
  }
}

async function connect(database: Database, engine: Engine, projectId: string, host: string): Promise<string> {
  const row = { id: randomUUID(), projectId, app: "bench" };
  const binding = connectionBinding(row, 1, "password");
  const sealed = { password: await engine.cipher.seal(binding, JSON.stringify("of the connection")) };
  const described = { name: host, description: null, method: null, config: { host } };
  await createConnection(database, { ...row, ...described, version: 1, sealed }, null);
  return row.id;
}

interface NewOne {
  readonly projectId: string;
  readonly folderId: string;
  readonly connectionId: string;
  readonly host: string;
  readonly name: string;
}

async function rotation(database: Database, engine: Engine, asked: NewOne): Promise<void> {
  const { projectId, folderId, connectionId, host, name } = asked;
  const provider = engine.registry.provider("bench-pair");
  const made = await newRotation(
    engine,
    provider,
    { host },
    {
      projectId,
      type: provider.type,
      name,
      connectionId,
      parameters: { account1: `${name}_1`, account2: `${name}_2` },
      schedule: { kind: "interval", days: 30, at: { hours: 0, minutes: 0 }, timeZone: "UTC" },
      auto: true,
      overlapMs: null,
      strangers: "keep",
      verifyTimeoutMs: null,
      loginProves: true,
      requestedBy: null,
    },
  );
  const mapping = { username: `${name}_USERNAME`.toUpperCase(), password: `${name}_PASSWORD`.toUpperCase() };
  await createRotation(database, { ...made, folderId, description: null, mapping, events: [], author: null });
}
