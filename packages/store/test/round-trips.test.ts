import type { Change } from "@turnbolt/core";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createLedger,
  createMachineStore,
  type Database,
  openDatabase,
  type PostgresLedger,
} from "../src/index.ts";
import { type FarAway, farAway } from "./far-away.ts";
import { aVersion } from "./rows.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let proxy: FarAway;
let database: Database;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  proxy = await farAway(store.target.admin);
  const url = new URL(store.target.url);
  url.port = String(proxy.port);
  database = openDatabase({ url: url.href, max: 2 });
  ledger = createLedger({ database, owner: "far" });
  // The server learns each text the first time; from then on it is known by name.
  for (let warm = 0; warm < 2; warm++) await wholeLife();
}, 60_000);
afterAll(async () => {
  await database.close();
  await proxy.stop();
  await store.stop();
});

const BATCH = 25;

async function wholeLife() {
  const seeded = await Promise.all(Array.from({ length: BATCH }, () => seed(store)));
  const ids = seeded.map(({ rotation }) => rotation.id);
  const runs = new Map(seeded.map(({ rotation, run }) => [rotation.id, run.id]));
  const drafted = (id: string): Change => ({
    rotation: { lastNumber: 1, wakeAt: null },
    run: { state: "issuing" },
    versions: [aVersion(runs.get(id) ?? "", 1)],
  });
  const claim = await counted(() =>
    ledger.claim({
      limit: BATCH,
      leaseMs: 60_000,
      perConnection: 4,
      only: ids,
      prepare: async ({ rotation: { id } }) => drafted(id),
    }),
  );
  const [first] = claim.result.claimed;
  if (!first) throw new Error("nothing was claimed");
  const { lease, work } = first;
  const at = new Date(1_700_000_000_000);
  const step = {
    name: "issue" as const,
    attempt: 1,
    startedAt: at,
    endedAt: at,
    outcome: "ok" as const,
    message: null,
  };
  const note = await counted(() => ledger.save(lease, 0, { steps: [step], run: { state: "issued" } }));
  const renew = await counted(() => ledger.renew(lease, 60_000));
  const [draft] = work.versions;
  if (!draft) throw new Error("no draft");
  const promote = await counted(() =>
    ledger.save(lease, 0, {
      rotation: { lastRotatedAt: at },
      versions: [{ ...draft, state: "active", promotedAt: at }],
      promote: { versionId: draft.id },
      run: { state: "done", endedAt: at },
      events: [{ kind: "rotation.succeeded", message: "published", data: { version: 1 } }],
      release: true,
    }),
  );
  const load = await counted(() => ledger.load(lease.rotationId));
  const command = await counted(() =>
    ledger.command(lease.rotationId, () => ({ rotation: { auto: false } })),
  );
  const idle = await counted(() =>
    ledger.claim({
      limit: 1,
      leaseMs: 60_000,
      perConnection: 4,
      only: [lease.rotationId],
      prepare: async () => null,
    }),
  );
  return { claim, note, renew, promote, load, command, idle };
}

async function counted<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly trips: number }> {
  // Until the notices behind the last commit are through: so there is one connection, which knows the statements.
  await database.transactions.enter();
  database.transactions.leave();
  proxy.reset();
  const result = await work();
  return { result, trips: proxy.trips };
}

describe("round trips to the database, once the statements are known", () => {
  it("claims a batch in two, saves in one, publishes and lets go in two", async () => {
    const { claim, note, renew, promote, load, command, idle } = await wholeLife();
    expect(claim.result.claimed).toHaveLength(BATCH);
    expect(note.result).toBe("saved");
    expect(promote.result).toBe("saved");
    expect({
      claim: claim.trips,
      note: note.trips,
      renew: renew.trips,
      promote: promote.trips,
      load: load.trips,
      command: command.trips,
      idle: idle.trips,
    }).toEqual({ claim: 2, note: 1, renew: 1, promote: 2, load: 1, command: 2, idle: 2 });
  });

  it("recognises a token in one, as part of every request", async () => {
    const { tokens } = createMachineStore(database);
    const recognised = () => counted(() => tokens.find(new Uint8Array(32)));
    await recognised();
    expect(await recognised()).toEqual({ result: null, trips: 1 });
  });
});
