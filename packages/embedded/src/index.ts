export type { Account } from "./account.ts";
export { type Binaries, copyBinaries, installedBinaries } from "./binaries.ts";
export { initCluster } from "./init-cluster.ts";
export { type Place, PlacementError, place } from "./place.ts";
export { type Cluster, startCluster } from "./start-cluster.ts";
export { ENVIRONMENT, type Supervised, supervise } from "./supervise.ts";
