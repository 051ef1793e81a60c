import type { Change, Lease, Version } from "@turnbolt/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLedger, createQueries, type PostgresLedger } from "../src/index.ts";
import { aVersion } from "./rows.ts";
import { by, root, type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "a" });
}, 60_000);
afterAll(() => store.stop());

const secretsOf = (rotationId: string) => store.sql<{ id: string; name: string; version: number | null }[]>`
  select id, name, version from turnbolt.secrets where rotation_id = ${rotationId}`;
const audited = async (rotationId: string) =>
  (await store.sql`select kind from turnbolt.audit where rotation_id = ${rotationId} order by id`).map(
    ({ kind }) => kind,
  );
const waiting = async (rotationId: string) =>
  (
    await store.sql`select kind, version from turnbolt.outbox where rotation_id = ${rotationId}
      and delivered_at is null order by id`
  ).map(({ kind, version }) => [kind, version]);

interface Drafted {
  readonly id: string;
  readonly lease: Lease;
  readonly draft: Version;
}

async function drafted(): Promise<Drafted> {
  const { rotation, run } = await seed(store);
  const draft = aVersion(run.id, 1);
  const prepare = async (): Promise<Change> => ({ rotation: { lastNumber: 1 }, versions: [draft] });
  const { claimed } = await ledger.claim({
    limit: 1,
    leaseMs: 60_000,
    perConnection: 4,
    only: [rotation.id],
    prepare,
  });
  const [first] = claimed;
  if (!first) throw new Error("nothing was claimed");
  return { id: rotation.id, lease: first.lease, draft };
}

const promotion = ({ draft }: Drafted, change: Change = {}): Change => ({
  versions: [{ ...draft, state: "active" }],
  promote: { versionId: draft.id },
  run: { state: "done", endedAt: new Date(1_700_000_000_000) },
  events: [{ kind: "rotation.succeeded", message: "published", data: { handle: draft.handle } }],
  release: true,
  ...change,
});

it("gives the mapped secret the number of the credential", async () => {
  const it = await drafted();
  expect(await secretsOf(it.id)).toMatchObject([{ version: null }]);
  expect(await ledger.save(it.lease, 0, promotion(it))).toBe("saved");
  expect(await secretsOf(it.id)).toMatchObject([{ version: 1 }]);
});

it("finds the secret by its id when it was renamed after the claim", async () => {
  const it = await drafted();
  const renamed = await ledger.command(it.id, () => ({}), { mapping: { password: "NEW_NAME" } });
  expect(await ledger.save(it.lease, renamed.rotation.revision, promotion(it))).toBe("saved");
  expect(await secretsOf(it.id)).toMatchObject([{ name: "NEW_NAME", version: 1 }]);
  const read = createQueries(store.database).secrets.read;
  const source = await read({ ...root(store), name: "NEW_NAME" }, by("grace"));
  expect(source).toMatchObject({
    version: 1,
    sealed: it.draft.sealed?.password,
    credential: { rotationId: it.id, field: "password", subjects: [`db.test/${it.id}`] },
  });
  const told = await store.sql`select actor, address, request_id, data from turnbolt.audit
    where kind = 'secret.read' and rotation_id = ${it.id}`;
  expect(told).toEqual([
    {
      ...{ actor: "grace", address: "127.0.0.1", request_id: "test" },
      data: { name: "NEW_NAME", version: 1, environment: "dev", path: "/" },
    },
  ]);
});

it("writes audit and outbox rows with the change, once", async () => {
  const it = await drafted();
  await ledger.save(it.lease, 0, promotion(it));
  expect(await audited(it.id)).toEqual(["rotation.created", "rotation.succeeded"]);
  // Nobody can ask to be told that a rotation was made.
  expect(await waiting(it.id)).toEqual([["rotation.succeeded", 1]]);
});

it("leaves nothing behind when one of its statements fails", async () => {
  const it = await drafted();
  const twin = aVersion(it.draft.runId, 2, { handle: it.draft.handle });
  const failing = promotion(it, { versions: [{ ...it.draft, state: "active" }, twin] });
  await expect(ledger.save(it.lease, 0, failing)).rejects.toMatchObject({
    code: "taken",
    facts: { what: "handle" },
  });
  expect(await audited(it.id)).toEqual(["rotation.created"]);
  expect(await waiting(it.id)).toEqual([]);
  expect(await secretsOf(it.id)).toMatchObject([{ version: null }]);
  const [row] = await store.sql`select lease_until from turnbolt.rotations where id = ${it.id}`;
  expect(row?.lease_until).toBeInstanceOf(Date);
});

it("leaves nothing behind of a save that lost its lease", async () => {
  const it = await drafted();
  await store.sql`update turnbolt.rotations set fence = fence + 1 where id = ${it.id}`;
  expect(await ledger.save(it.lease, 0, promotion(it))).toBe("lost");
  expect(await audited(it.id)).toEqual(["rotation.created"]);
  expect(await secretsOf(it.id)).toMatchObject([{ version: null }]);
});

it("names the run in the events that end it", async () => {
  const it = await drafted();
  await ledger.save(it.lease, 0, promotion(it));
  const rows = await store.sql`select distinct run_id from turnbolt.audit where rotation_id = ${it.id}`;
  expect(rows).toEqual([{ run_id: it.draft.runId }]);
});

it("refuses to change or delete an audit row", async () => {
  const { id } = await drafted();
  const { sql } = store;
  await expect(sql`update turnbolt.audit set message = 'other' where rotation_id = ${id}`).rejects.toThrow(
    "never changed",
  );
  await expect(sql`delete from turnbolt.audit where rotation_id = ${id}`).rejects.toThrow("never changed");
  await expect(sql`truncate turnbolt.audit`).rejects.toThrow("never changed");
});

it("re-seals the connection with the credential that is its own", async () => {
  const it = await drafted();
  const sealed = new Uint8Array([4, 5, 6]);
  const connection = { config: { host: "db.test", username: "other" }, sealed: { password: sealed } };
  await ledger.save(it.lease, 0, promotion(it, { connection }));
  expect((await ledger.load(it.id))?.connection).toMatchObject({ version: 2, ...connection });
});

it("frees what was held because the connection's own credential was on its way to another", async () => {
  const it = await drafted();
  const [row] = await store.sql`select connection_id from turnbolt.rotations where id = ${it.id}`;
  const other = await seed(store, { connectionId: String(row?.connection_id) });
  await store.sql`update turnbolt.connections set broken_at = now(), broken_message = 'refused' where id = ${row?.connection_id}`;
  await store.sql`update turnbolt.rotations set held_at = now(), due_at = null where id = ${other.rotation.id}`;
  await ledger.save(
    it.lease,
    0,
    promotion(it, { connection: { config: {}, sealed: { password: new Uint8Array([4, 5, 6]) } } }),
  );
  const work = await ledger.load(other.rotation.id);
  expect(work?.connection.brokenAt).toBeNull();
  expect(work?.rotation.heldAt).toBeNull();
  const [freed] = await store.sql`select due_at from turnbolt.rotations where id = ${other.rotation.id}`;
  expect(freed?.due_at).not.toBeNull();
});

it("keeps the published value readable when the rotation goes and its secrets stay", async () => {
  const it = await drafted();
  await ledger.save(it.lease, 0, promotion(it));
  const [before] = await secretsOf(it.id);
  await ledger.command(it.id, () => ({ remove: { secrets: "keep" } }));
  expect(await ledger.load(it.id)).toBeNull();
  const at = { ...root(store), name: before?.name ?? "" };
  expect(await createQueries(store.database).secrets.read(at, by("grace"))).toMatchObject({
    rotationId: null,
    version: 1,
    sealed: it.draft.sealed?.password,
    credential: { rotationId: it.id },
  });
});

it("takes the secrets and the values along when it is asked to", async () => {
  const it = await drafted();
  await ledger.save(it.lease, 0, promotion(it));
  await ledger.command(it.id, () => ({
    remove: { secrets: "delete" },
    events: [{ kind: "rotation.removed", message: "let go", data: {} }],
  }));
  expect(await secretsOf(it.id)).toEqual([]);
  expect(await store.sql`select sealed from turnbolt.versions where rotation_id = ${it.id}`).toEqual([
    { sealed: null },
  ]);
  expect(await audited(it.id)).toContain("rotation.removed");
});
