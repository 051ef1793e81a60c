import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { embedded } from "../migrations/embedded.ts";
import { installation, migrations } from "../schema/index.ts";

export const installationQueries = ({ drizzle, now }: Database) => ({
  /** This installation's permanent id. */
  id: (): Promise<string> =>
    guarded(async () => {
      const [row] = await drizzle.select({ id: installation.id }).from(installation);
      if (!row) throw new Error("the database is not migrated");
      return row.id;
    }),
  /** Does the database answer, and are its tables those that this version wants? */
  isReady: (): Promise<boolean> =>
    guarded(async () => {
      const done = await drizzle.select({ number: migrations.number }).from(migrations);
      return done.length === embedded.length;
    }),
  /** Answers when the database does. */
  ping: async (): Promise<void> => void (await now()),
});
