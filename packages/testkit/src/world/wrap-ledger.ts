import type { Ledger } from "@turnbolt/core";
import type { Worker } from "./scheduler.ts";
import type { World } from "./world.ts";

/** The ledger of a process, each of its writes a point where the world may strike. */
export function wrapLedger(world: World, worker: Worker, ledger: Ledger): Ledger {
  const write = <T>(name: string, perform: () => Promise<T>) =>
    world.call({ worker, name, kind: "writes", deadline: Number.POSITIVE_INFINITY, perform });
  return {
    claim: (request) => write("claim", () => ledger.claim(request)),
    load: (id) => ledger.load(id),
    save: (lease, revision, change) => write("save", () => ledger.save(lease, revision, change)),
    renew: (lease, ms) => write("renew", () => ledger.renew(lease, ms)),
    command: (id, decide) => ledger.command(id, decide),
    addFinding: (finding) => write("add finding", () => ledger.addFinding(finding)),
  };
}
