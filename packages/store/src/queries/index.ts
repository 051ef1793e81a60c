import type { Database } from "../database.ts";
import { connectionQueries } from "./connections.ts";
import { installationQueries } from "./installation.ts";
import { placeQueries } from "./places.ts";
import { rotationQueries } from "./rotations.ts";
import { runQueries, versionQueries } from "./runs.ts";
import { secretQueries } from "./secrets.ts";

export type Queries = ReturnType<typeof createQueries>;

/** Everything that screens read. Plain objects; what is not there is `null`. */
export const createQueries = (database: Database) => ({
  installation: installationQueries(database),
  places: placeQueries(database),
  connections: connectionQueries(database),
  rotations: rotationQueries(database),
  runs: runQueries(database),
  versions: versionQueries(database),
  secrets: secretQueries(database),
});

export type { StoredConnection } from "./connections.ts";
export type { Page } from "./page.ts";
export type { Missing, Place, PlaceName, ProjectTree } from "./places.ts";
export type { RotationQuery, StoredRotation } from "./rotations.ts";
export type { RunQuery } from "./runs.ts";
export type { SecretEntry, SecretSource } from "./secrets.ts";
