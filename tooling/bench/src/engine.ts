import { randomBytes, randomInt, randomUUID } from "node:crypto";
import {
  type Clock,
  createRegistry,
  defaultLimits,
  type Engine,
  type Host,
  type RotationProvider,
} from "@turnbolt/core";
import { createCipher, createLedger, type Database, keyFromEnvironment } from "@turnbolt/store";

/** The engine on the real store; only the target, the sockets and the cron are left out. */
export async function engineOn(database: Database, provider: RotationProvider): Promise<Engine> {
  const keyring = [keyFromEnvironment(KEY)] as const;
  return {
    ledger: createLedger({ database, owner: "bench" }),
    cipher: await createCipher({ database, keyring }),
    clock: await databaseClock(database),
    random: { uuid: () => randomUUID(), fraction: () => randomInt(2 ** 47) / 2 ** 47 },
    host: noNetwork,
    cron: { next: () => null, validate: () => null },
    registry: createRegistry([provider]),
    installation: "bench0",
    // Each rotation is rotated again in the next round, which is sooner than people may.
    limits: { ...defaultLimits, minOverlapMs: 0 },
  };
}

/** One key for all of this process: what it seals in one part it opens in another. */
export const KEY = randomBytes(32).toString("base64");

async function databaseClock(database: Database): Promise<Clock> {
  const began = performance.now();
  const base = (await database.now()).getTime() - began;
  return {
    now: () => new Date(base + performance.now()),
    monotonic: () => performance.now(),
    at: (monotonic, callback) => {
      const timer = setTimeout(callback, Math.max(0, monotonic - performance.now()));
      return () => clearTimeout(timer);
    },
  };
}

const never = new AbortController().signal;
const refused = () => Promise.reject(new Error("the bench has no network"));

const noNetwork: Host = {
  open: () => ({
    runtime: {
      fetch: refused,
      socket: refused,
      resolve: refused,
      signal: never,
      log: { debug: () => {}, info: () => {}, warn: () => {} },
      progress: () => {},
    },
    close: () => {},
  }),
};
