export {
  type Chooser,
  type RecordedPoint,
  randomChooser,
  type Script,
  scriptedChooser,
  seeded,
} from "./chooser.ts";
export { type HistoryOptions, type HistoryResult, playHistory, randomDeeds } from "./history.ts";
export { type MemoryLedger, memoryLedger } from "./memory-ledger.ts";
export { type OpenWorld, openWorld } from "./open-world.ts";
export type { Deed, WorldOptions } from "./options.ts";
export { plainCipher, plainValues } from "./plain-cipher.ts";
export { World } from "./world.ts";
