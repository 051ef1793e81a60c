import { createSecretKey, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { CipherError } from "./cipher-error.ts";
import type { Database } from "./database.ts";
import { guarded } from "./errors.ts";
import type { Keyring, KeyService } from "./keyring/key-service.ts";
import { KEY_BYTES } from "./keyring/local-key.ts";
import { dataKeys, installation } from "./schema/index.ts";

export interface DataKey {
  readonly id: string;
  /** As an object, so that it is not read in anew for each value. */
  readonly key: KeyObject;
}

/** The data keys, opened and kept in memory. */
export interface DataKeys {
  /** The project's data key, made when there is none; refuses when the key that seals is none of ours. */
  sealing(projectId: string | null): Promise<DataKey>;
  /** The one that belongs to no project, made when there is none. It is never replaced, only wrapped anew. */
  deriving(): Promise<DataKey>;
  opening(id: string): Promise<DataKey>;
  /** Reads again which key seals, and keys that other processes made. */
  refresh(): Promise<void>;
}

/** Opens every data key; throws when the keyring does not hold the keys that the data wants. */
export async function openDataKeys(database: Database, keyring: Keyring): Promise<DataKeys> {
  const byId = new Map<string, DataKey>();
  const byProject = new Map<string | null, DataKey>();
  let sealsWith = keyring[0].id;
  let reading: Promise<void> | null = null;
  const read = async () => {
    const [wanted, rows] = await guarded(() => readRows(database, keyring[0].id));
    // First of all: a process whose keyring lacks the new key reads on with what it has, and seals nothing more.
    sealsWith = wanted;
    keyFor(keyring, wanted);
    for (const { id, projectId, keyId, wrapped } of rows) {
      if (byId.has(id)) continue;
      const bytes = await unwrap(keyFor(keyring, keyId), wrapped);
      const key = { id, key: createSecretKey(bytes) };
      byId.set(id, key);
      byProject.set(projectId, key);
    }
  };
  // Whoever asks meanwhile waits for the same answer.
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  await refresh();
  const sealing = async (projectId: string | null) => {
    if (!byProject.has(projectId)) await refresh();
    // Once more where the key was replaced meanwhile: then the one that has replaced it makes it.
    for (let tries = 0; tries < 2; tries++) {
      const key = keyring.find(({ id }) => id === sealsWith);
      if (!key) throw stale(keyring, sealsWith);
      const known = byProject.get(projectId);
      if (known) return known;
      await make(database, key, projectId);
      await refresh();
    }
    const made = byProject.get(projectId);
    if (!made) throw stale(keyring, sealsWith);
    return made;
  };
  return {
    refresh,
    sealing,
    deriving: async () => byProject.get(null) ?? (await sealing(null)),
    opening: async (id) => {
      if (!byId.has(id)) await refresh();
      const key = byId.get(id);
      if (!key) throw new CipherError("unknown-key", `no data key ${id} is known here`);
      return key;
    },
  };
}

/** The key that seals in this installation: the first one that ever came, until data keys are wrapped anew. */
async function readRows(database: Database, firstKey: string) {
  const seals = () => database.drizzle.select({ keyId: installation.keyId }).from(installation);
  let [row] = await seals();
  if (!row?.keyId) {
    const isFree = sql`${installation.keyId} is null`;
    await database.drizzle.update(installation).set({ keyId: firstKey }).where(isFree);
    [row] = await seals();
  }
  return [row?.keyId ?? firstKey, await database.drizzle.select().from(dataKeys)] as const;
}

/** Two processes may make one at once: the first one in is kept. None is made under a key that no longer seals. */
async function make(database: Database, key: KeyService, projectId: string | null): Promise<void> {
  const wrapped = Buffer.from(await key.wrap(randomBytes(KEY_BYTES)));
  await guarded(() =>
    database.drizzle.execute(sql`
      insert into ${dataKeys} (id, project_id, key_id, wrapped)
      select ${randomUUID()}::uuid, ${projectId}::uuid, key_id, ${wrapped}::bytea
      from (select key_id from ${installation} where key_id = ${key.id} for share) seals
      on conflict (project_id) do nothing`),
  );
}

export function keyFor(keyring: Keyring, id: string): KeyService {
  const key = keyring.find((candidate) => candidate.id === id);
  if (key) return key;
  throw new CipherError("key-mismatch", `the data wants the key ${id}; the key given is ${idsOf(keyring)}`);
}

export async function unwrap(key: KeyService, wrapped: Uint8Array): Promise<Uint8Array> {
  try {
    return await key.unwrap(wrapped);
  } catch {
    throw new CipherError("key-mismatch", `a data key does not open with the key ${key.id} that it names`);
  }
}

const stale = (keyring: Keyring, seals: string): CipherError =>
  new CipherError("stale-keyring", `the key ${seals} seals here now; this process has ${idsOf(keyring)}`);

const idsOf = (keyring: Keyring): string => keyring.map(({ id }) => id).join(", ");
