import { bulkQueries } from "../bulk/queries.ts";
import type { Database } from "../database.ts";
import { calendarQueries } from "./calendar.ts";
import { connectionStateQueries } from "./connection-state.ts";
import { connectionQueries } from "./connections.ts";
import { folderQueries } from "./folders.ts";
import { installationQueries } from "./installation.ts";
import { overviewQueries } from "./overview.ts";
import { placeQueries } from "./places.ts";
import { projectQueries } from "./projects.ts";
import { rotationTable } from "./rotation-table.ts";
import { rotationQueries } from "./rotations.ts";
import { runDayQueries } from "./run-days.ts";
import { runQueries, versionQueries } from "./runs.ts";
import { secretQueries } from "./secrets.ts";

export type Queries = ReturnType<typeof createQueries>;

/** Everything that screens read. Plain objects; what is not there is `null`. */
export const createQueries = (database: Database) => ({
  installation: installationQueries(database),
  places: placeQueries(database),
  projects: projectQueries(database),
  folders: folderQueries(database),
  connections: { ...connectionQueries(database), ...connectionStateQueries(database) },
  insights: { ...overviewQueries(database), ...runDayQueries(database), ...calendarQueries(database) },
  rotations: { ...rotationQueries(database), table: rotationTable(database) },
  bulk: bulkQueries(database),
  runs: runQueries(database),
  versions: versionQueries(database),
  secrets: secretQueries(database),
});

export type { EndedRun, PlannedRotation, PlannedRotations } from "./calendar.ts";
export type { ConnectionState, Dependant } from "./connection-state.ts";
export type { ConnectionQuery, ConnectionsOf, StoredConnection } from "./connections.ts";
export type { CountedFolder, StoredFolder } from "./folders.ts";
export type { BrokenConnection, Counters, PlannedHour, ProblemRotation } from "./overview.ts";
export type { Page } from "./page.ts";
export type { Missing, Place, PlaceName } from "./places.ts";
export type { Counted } from "./problems.ts";
export type { StoredEnvironment, StoredProject } from "./projects.ts";
export type { RotationFilter } from "./rotation-filter.ts";
export type { RotationOrder } from "./rotation-orders.ts";
export type { RotationQuery } from "./rotation-page.ts";
export type { RunOutcome, TableQuery, TableRow } from "./rotation-table.ts";
export type { StoredCredential } from "./rotations.ts";
export type { RunDays } from "./run-days.ts";
export type { RunQuery } from "./runs.ts";
export type { Scope } from "./scope.ts";
export type { SecretVersion, VersionQuery } from "./secrets.ts";
export type { LiveCredential, StoredRotation } from "./stored-rotations.ts";
