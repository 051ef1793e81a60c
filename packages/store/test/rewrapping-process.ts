import { createInterface } from "node:readline";
import { continueRewrap, type KeyService, keyFromEnvironment, openDatabase } from "../src/index.ts";

/** Wraps on, telling of each key before it is wrapped, and goes on when told to: a process to be killed anywhere. */
const database = openDatabase({ url: process.argv[2] ?? "" });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const aKey = (fill: number) => keyFromEnvironment(Buffer.alloc(32, fill).toString("base64"));
const old = aKey(1);
const told: KeyService = {
  ...aKey(2),
  wrap: async (dataKey) => {
    process.stdout.write("wrap\n");
    await lines.next();
    return aKey(2).wrap(dataKey);
  },
};
await continueRewrap(database, [old, told]);
process.stdout.write("ended\n");
process.exit(0);
