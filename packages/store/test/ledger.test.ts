import { afterAll, beforeAll } from "vitest";
import { createLedger } from "../src/index.ts";
import { ledgerSuite } from "./ledger-suite/index.ts";
import { aConnection, type Store, seed, startStore } from "./support.ts";

let store: Store;
const connections = new Map<string, Promise<string>>();

beforeAll(async () => {
  store = await startStore();
}, 60_000);
afterAll(() => store.stop());

ledgerSuite("the ledger on PostgreSQL", {
  ledger: (owner) => createLedger({ database: store.database, owner }),
  seed: async ({ group, ...fields } = {}) => {
    if (group === undefined) return seed(store, fields);
    const connection = connections.get(group) ?? aConnection(store);
    connections.set(group, connection);
    return seed(store, { ...fields, connectionId: await connection });
  },
  expire: async (id) => {
    await store.sql`update turnbolt.rotations set lease_until = now() - interval '1 ms',
      due_at = now() - interval '1 ms' where id = ${id}`;
  },
});
