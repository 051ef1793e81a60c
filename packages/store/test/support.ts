import { randomUUID } from "node:crypto";
import type { Rotation, Run, Version } from "@turnbolt/core";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import {
  type Author,
  beginRewrap,
  continueRewrap,
  createRotation,
  type Database,
  type Keyring,
  type KeyService,
  keyFromEnvironment,
  migrate,
  openDatabase,
} from "../src/index.ts";
import { aRotationAt, aRun } from "./rows.ts";

/** A server of our own with one migrated database, and a second way in for looking at it. */
export interface Store {
  readonly target: PostgresTarget;
  readonly database: Database;
  /** The oracle: plain SQL that goes past the code under test. */
  readonly sql: postgres.Sql;
  readonly place: Place;
  stop(): Promise<void>;
}

/** Who the tests are. */
export const by = (id: string): Author => ({ id, address: "127.0.0.1", requestId: "test" });

export interface Place {
  readonly projectId: string;
  readonly folderId: string;
}

/** The folder of the seed, as readers name it. */
export const root = ({ place }: Store) => ({ projectId: place.projectId, environment: "dev", path: "/" });

export async function startStore(): Promise<Store> {
  const target = await postgresTarget().start();
  const { url } = target;
  const database = openDatabase({ url });
  await migrate(database);
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  const [place] = await sql<Place[]>`
    select p.id as "projectId", f.id as "folderId" from turnbolt.projects p
    join turnbolt.environments e on e.project_id = p.id and e.slug = 'dev'
    join turnbolt.folders f on f.environment_id = e.id and f.path = '/'`;
  if (!place) throw new Error("the seed is missing");
  const stop = async () => {
    await database.close();
    await sql.end();
    await target.stop();
  };
  return { target, database, sql, place, stop };
}

/** The first key takes over from whatever sealed before. */
export async function rewrapDataKeys(database: Database, keyring: Keyring): Promise<void> {
  await beginRewrap(database, keyring[0].id, by("root-token"));
  await continueRewrap(database, keyring);
}

export function aKey(fill: number): KeyService {
  return keyFromEnvironment(Buffer.alloc(32, fill).toString("base64"));
}

export async function aConnection({ sql, place }: Store, app = "test"): Promise<string> {
  const id = randomUUID();
  await sql`insert into turnbolt.connections (id, project_id, name, app, version, config, sealed)
    values (${id}, ${place.projectId}, ${id}, ${app}, 1, ${sql.json({ host: "db.test" })}, ${sql.json({})})`;
  return id;
}

export const aRotation = ({ place }: Store, connectionId: string, fields: Partial<Rotation> = {}): Rotation =>
  aRotationAt({ projectId: place.projectId, connectionId }, fields);

/** A rotation on disk, due now, with a queued run and one mapped secret. */
export async function seed(
  store: Store,
  { versions = [], connectionId, ...fields }: Partial<Rotation> & { versions?: readonly Version[] } = {},
): Promise<{ readonly rotation: Rotation; readonly run: Run }> {
  const rotation = aRotation(store, connectionId ?? (await aConnection(store)), fields);
  const run = aRun(rotation.id);
  await createRotation(store.database, {
    rotation,
    run,
    versions,
    folderId: store.place.folderId,
    description: null,
    mapping: { password: `PASSWORD_${rotation.id.slice(0, 8)}` },
    events: [{ kind: "rotation.created", message: "created", data: { rotationId: rotation.id } }],
    author: by("ada"),
  });
  return { rotation, run };
}
