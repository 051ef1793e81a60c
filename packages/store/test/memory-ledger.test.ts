import { randomUUID } from "node:crypto";
import type { Connection, Rotation } from "@turnbolt/core";
import { memoryLedger } from "@turnbolt/testkit/world";
import { ledgerSuite } from "./ledger-suite/index.ts";
import { aRotationAt, aRun } from "./rows.ts";

// The simulation stands on the ledger in memory: what holds for the real one has to hold for it.
let skew = 0;
const now = () => new Date(Date.now() + skew);
const memory = memoryLedger({ now, monotonic: () => performance.now() });
const connections = new Map<string, string>();

ledgerSuite("the ledger in memory", {
  ledger: (owner) => memory.as(owner),
  seed: async ({ group = randomUUID(), versions = [], ...fields } = {}) => {
    const connectionId = connections.get(group) ?? randomUUID();
    connections.set(group, connectionId);
    const connection: Connection = {
      id: connectionId,
      projectId: null,
      app: "test",
      version: 3,
      config: {},
      sealed: {},
      brokenAt: null,
    };
    const rotation: Rotation = aRotationAt({ projectId: randomUUID(), connectionId }, fields);
    const run = aRun(rotation.id);
    memory.insert(rotation, connection, run, versions);
    return { rotation, run };
  },
  expire: async () => {
    skew += 10 * 60_000;
  },
});
