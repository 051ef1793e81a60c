import { inspect } from "node:util";
import { bindingOf, type Change } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createCipher,
  createConnection,
  createLedger,
  createQueries,
  createRotation,
  createSecret,
  openDatabase,
  writeAudit,
} from "../src/index.ts";
import { aRun, aVersion } from "./rows.ts";
import { aConnection, aKey, aRotation, by, type Store, seed, startStore } from "./support.ts";

let store: Store;

beforeAll(async () => {
  store = await startStore();
}, 60_000);
afterAll(() => store.stop());

const CANARY = "canary-7d1f-PLAINTEXT";

describe("at rest", () => {
  it("no table holds a value, in any of its shapes", async () => {
    const cipher = await createCipher({ database: store.database, keyring: [aKey(1)] });
    const ledger = createLedger({ database: store.database, owner: "a" });
    const { rotation, run } = await seed(store);
    const sealed = { password: await cipher.seal(bindingOf(rotation, 1, "password"), CANARY) };
    const answer = await cipher.seal(bindingOf(rotation, 1, "answer"), CANARY);
    const draft = aVersion(run.id, 1, { sealed, answer });
    const prepare = async (): Promise<Change> => ({ versions: [draft] });
    const { claimed } = await ledger.claim({
      limit: 1,
      leaseMs: 60_000,
      perConnection: 4,
      only: [rotation.id],
      prepare,
    });
    const [first] = claimed;
    if (!first) throw new Error("nothing was claimed");
    const versions = [{ ...draft, state: "active" as const }];
    await ledger.save(first.lease, 0, {
      versions,
      promote: { versionId: draft.id },
      connection: { config: {}, sealed },
    });
    await ledger.addFinding({ ...found(rotation.id, run.id), answer });
    expect(await tablesWith(sealed.password)).toContain("versions");
    for (const shape of shapesOf(CANARY)) expect(await tablesWith(shape)).toEqual([]);
  });
});

const found = (rotationId: string, runId: string) => ({
  id: "6b3a1c9e-0000-4000-8000-000000000009",
  rotationId,
  runId,
  versionId: "6b3a1c9e-0000-4000-8000-00000000000a",
  number: 1,
  fence: 1,
  createdAt: new Date(1_700_000_000_000),
});

function shapesOf(value: string): readonly Uint8Array[] {
  const bytes = Buffer.from(value);
  return [
    bytes,
    Buffer.from(JSON.stringify(value)),
    Buffer.from(bytes.toString("base64")),
    Buffer.from(bytes.toString("hex")),
  ];
}

/** Looks at every column of every table as text, which shows bytes as hex digits. */
async function tablesWith(needle: Uint8Array): Promise<readonly string[]> {
  const tables = await store.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'turnbolt' order by 1`;
  const hits: string[] = [];
  const bytes = Buffer.from(needle);
  for (const { name } of tables) {
    const rows = await store.sql.unsafe<{ text: string }[]>(`select t::text as text from turnbolt.${name} t`);
    const all = rows.map(({ text }) => text).join("\n");
    if (all.includes(bytes.toString("latin1")) || all.includes(bytes.toString("hex"))) hits.push(name);
  }
  return hits;
}

describe("errors", () => {
  const clean = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => null,
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ name: "StoreError" });
    if (!(error instanceof Error)) throw new Error("no error");
    const chain: unknown[] = [error];
    for (let at: unknown = error.cause; at; at = at instanceof Error ? at.cause : null) chain.push(at);
    const shown = [
      inspect(error, { depth: null, showHidden: true }),
      JSON.stringify(error),
      ...chain.map(String),
    ];
    for (const text of [...shown, error.stack, error.message]) expect(text).not.toContain(CANARY);
  };

  it("carry no parameter of a statement that is refused", async () => {
    const { rotation, run } = await seed(store);
    const ledger = createLedger({ database: store.database, owner: "a" });
    const twice = [aVersion(run.id, 1, { handle: CANARY }), aVersion(run.id, 2, { handle: CANARY })];
    await clean(ledger.command(rotation.id, () => ({ versions: twice })));
    await clean(ledger.load(CANARY));
    await clean(ledger.addFinding({ ...found(CANARY, CANARY), answer: new Uint8Array() }));
    await clean(
      ledger.renew(
        { rotationId: CANARY, fence: 1, until: new Date(1_700_000_000_000), untilMonotonic: 0 },
        1_000,
      ),
    );
  });

  it("carry no parameter of a row that cannot be made", async () => {
    const connection = {
      ...{ id: CANARY, projectId: null, name: CANARY, description: CANARY, app: "test", method: null },
      ...{ version: 1, config: { password: CANARY }, sealed: {} },
    };
    await clean(createConnection(store.database, connection, by(CANARY)));
    const rotation = aRotation(store, await aConnection(store), { projectId: CANARY });
    const asked = { rotation, run: aRun(rotation.id), versions: [], folderId: store.place.folderId };
    const more = {
      description: CANARY,
      mapping: { password: CANARY },
      events: [],
      author: by(CANARY),
    };
    await clean(createRotation(store.database, { ...asked, ...more }));
    const at = { projectId: CANARY, environment: CANARY, path: CANARY, folderId: CANARY };
    const secret = { id: CANARY, name: CANARY, comment: CANARY, skipMultilineEncoding: null };
    const sealed = new Uint8Array(Buffer.from(CANARY));
    await clean(createSecret(store.database, { ...at, ...secret, sealed }, by(CANARY)));
    await clean(writeAudit(store.database, { kind: "x", message: CANARY, projectId: CANARY }, by(CANARY)));
  });

  it("carry no parameter of a read", async () => {
    const { secrets, rotations, connections } = createQueries(store.database);
    const at = { projectId: CANARY, environment: CANARY, path: CANARY };
    await clean(secrets.list({ ...at, recursive: false, limit: 10 }));
    await clean(secrets.readAll({ ...at, recursive: true, limit: 10 }, by(CANARY)));
    await clean(secrets.versions({ secretId: CANARY, limit: 1 }));
    await clean(secrets.taken(CANARY, [CANARY]));
    await clean(secrets.read({ ...at, name: CANARY }, by(CANARY)));
    await clean(connections.named(`${CANARY}\0`, { projects: "all" }));
    const query = { projects: "all", sort: "createdAt", descending: false, limit: 5 } as const;
    await clean(rotations.table({ ...query, type: `${CANARY}\0` }));
    await clean(rotations.credentials(CANARY, 5));
    await clean(rotations.findByName(CANARY, CANARY));
  });

  it("carry no password of a database that cannot be reached", async () => {
    const database = openDatabase({ url: `postgres://turnbolt:${CANARY}@127.0.0.1:1/turnbolt` });
    await clean(database.now());
    await database.close();
  });
});
