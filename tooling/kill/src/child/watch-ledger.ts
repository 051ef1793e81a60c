import type { PostgresLedger } from "@turnbolt/store";
import type { Points } from "./points.ts";

/** One transaction of the ledger. */
export interface Write {
  /** What it writes; a claim that finds nothing due writes nothing and has no name. */
  name: string | null;
}

/** Transactions that were asked for and have not begun on the wire, the oldest first. */
export type Pending = Write[];

/** The same ledger, announcing the moment before and after each write, and the one between a claim's lock and its write. */
export function watchLedger(
  ledger: PostgresLedger,
  points: Points,
): { readonly ledger: PostgresLedger; readonly pending: Pending } {
  const pending: Pending = [];
  const begin = (name: string | null): Write => {
    const write = { name };
    pending.push(write);
    return write;
  };
  const around = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    points.at(`${name} before`);
    const result = await work();
    points.at(`${name} after`);
    return result;
  };
  const watched = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    around(name, () => {
      begin(name);
      return work();
    });
  return {
    pending,
    ledger: {
      ...ledger,
      claim: async (request) => {
        points.at("claim before");
        const write = begin(null);
        const result = await ledger.claim({
          ...request,
          prepare: async (work, at) => {
            const change = await request.prepare(work, at);
            if (change && write.name === null) {
              write.name = "claim";
              points.at("claim locked");
            }
            return change;
          },
        });
        if (result.claimed.length > 0) points.at("claim after");
        return result;
      },
      save: (...given) => watched("save", () => ledger.save(...given)),
      command: (...given) => watched("command", () => ledger.command(...given)),
      addFinding: (...given) => watched("finding", () => ledger.addFinding(...given)),
      // One statement, which commits itself.
      renew: (...given) => around("renew", () => ledger.renew(...given)),
    },
  };
}
