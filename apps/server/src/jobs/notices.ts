import type { WatchRun } from "@turnbolt/api";
import type { Database } from "@turnbolt/store";

const DUE = "turnbolt_due";
const RUNS = "turnbolt_runs";

/** What the database tells: work asked for now, and runs that have moved. A lost notice costs a little time. */
export interface Notices {
  readonly watch: WatchRun;
  stop(): Promise<void>;
}

/** What a process that works does with what it hears. */
export interface Ears {
  /** Work is asked for, in any process. */
  readonly onDue: (rotationId: string) => void;
  /** A run has moved, and with it whatever is worth telling. */
  readonly onMoved: () => void;
}

/** Listens; work that is asked for in any process is begun in this one at once. */
export async function listen(database: Database, ears: Ears | null): Promise<Notices> {
  const watchers = new Map<string, Set<() => void>>();
  const stops = [
    await database.listen(RUNS, (runId) => {
      for (const moved of watchers.get(runId) ?? []) moved();
      ears?.onMoved();
    }),
  ];
  if (ears) stops.push(await database.listen(DUE, ears.onDue));
  return {
    watch: (runId, moved) => {
      const known = watchers.get(runId) ?? new Set();
      watchers.set(runId, known.add(moved));
      return () => {
        known.delete(moved);
        if (known.size === 0) watchers.delete(runId);
      };
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
