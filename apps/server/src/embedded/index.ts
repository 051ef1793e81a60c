export { DataFolderInUse, type DataLock, lockDataFolder } from "./data-lock.ts";
export { runningEmbedded } from "./running-embedded.ts";
export { type EmbeddedDatabase, startEmbedded } from "./start-embedded.ts";
