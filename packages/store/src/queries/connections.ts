import type { Connection } from "@turnbolt/core";
import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { connections } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { isUuid, type Page, paged, pageOf } from "./page.ts";

/** A connection with what people see of it. */
export interface StoredConnection extends Connection {
  readonly name: string;
  readonly description: string | null;
  readonly method: string | null;
  readonly brokenMessage: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Whose connections are meant. */
export interface ConnectionsOf {
  /** Ids of projects; `"all"`: of every project, and those of the whole installation. */
  readonly projects: "all" | readonly string[];
  /** Also those that belong to the whole installation. */
  readonly shared?: boolean | undefined;
  readonly app?: string | undefined;
}

export interface ConnectionQuery extends ConnectionsOf {
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** More of one name than this are told apart by their projects anyway. */
const MOST_OF_A_NAME = 2;

export const connectionQueries = ({ drizzle }: Database) => ({
  /** By name. */
  list: ({ limit, cursor, ...of }: ConnectionQuery): Promise<Page<StoredConnection>> =>
    guarded(async () => {
      const [column, id] = [sql`${connections.name}`, sql`${connections.id}`];
      const page = paged({ column, id, type: "text", descending: false, cursor });
      const query = drizzle
        .select()
        .from(connections)
        .where(and(page.where, ...conditionsOf(of)))
        .orderBy(page.orderBy);
      if (limit === undefined) return { items: await query, next: null };
      return pageOf(await query.limit(limit + 1), limit, (row) => ({ value: row.name, id: row.id }));
    }),
  find: (id: string) =>
    guarded(async (): Promise<StoredConnection | null> => {
      if (!isUuid(id)) return null;
      const [row] = await drizzle.select().from(connections).where(eq(connections.id, id));
      return row ?? null;
    }),
  /** Those with this name, a few at most: projects have names of their own. */
  named: (name: string, of: ConnectionsOf): Promise<readonly StoredConnection[]> =>
    guarded(() =>
      drizzle
        .select()
        .from(connections)
        .where(and(eq(connections.name, name), ...conditionsOf(of)))
        .limit(MOST_OF_A_NAME),
    ),
});

function conditionsOf({ projects, shared = false, app }: ConnectionsOf): readonly (SQL | undefined)[] {
  const conditions: (SQL | undefined)[] = [];
  if (projects !== "all") {
    const own = sql`${connections.projectId} = any (${idList(projects.filter(isUuid))}::uuid[])`;
    conditions.push(shared ? or(own, isNull(connections.projectId)) : own);
  }
  if (app !== undefined) conditions.push(eq(connections.app, app));
  return conditions;
}
