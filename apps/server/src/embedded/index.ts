export { DataFolderInUse, type DataLock, lockDataFolder } from "./data-lock.ts";
export { type EmbeddedDatabase, startEmbedded } from "./start-embedded.ts";
