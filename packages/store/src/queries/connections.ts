import type { Connection } from "@turnbolt/core";
import { and, eq, isNull, or, type SQL } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { connections } from "../schema/index.ts";
import { isUuid } from "./page.ts";

/** A connection with what people see of it. */
export interface StoredConnection extends Connection {
  readonly name: string;
  readonly description: string | null;
  readonly method: string | null;
  readonly brokenMessage: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const connectionQueries = ({ drizzle }: Database) => ({
  /** Those of a project include those of the whole installation. */
  list: ({ projectId, app }: { readonly projectId?: string; readonly app?: string }) =>
    guarded(async (): Promise<readonly StoredConnection[]> => {
      const conditions: (SQL | undefined)[] = [];
      if (projectId !== undefined) {
        conditions.push(or(eq(connections.projectId, projectId), isNull(connections.projectId)));
      }
      if (app !== undefined) conditions.push(eq(connections.app, app));
      return await drizzle
        .select()
        .from(connections)
        .where(and(...conditions))
        .orderBy(connections.name, connections.id);
    }),
  find: (id: string) =>
    guarded(async (): Promise<StoredConnection | null> => {
      if (!isUuid(id)) return null;
      const [row] = await drizzle.select().from(connections).where(eq(connections.id, id));
      return row ?? null;
    }),
});
