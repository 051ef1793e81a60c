import type { Permission } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { audit, connections, environments, folders, listings, rotations } from "../schema/index.ts";
import { type Page, paged, pageOf } from "./page.ts";
import { type Counted, counted, MOST_COUNTED } from "./problems.ts";

/** How a connection is doing. */
export interface ConnectionState {
  readonly permissions: readonly Permission[];
  readonly testedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly dependants: Counted;
}

/** A rotation that goes through a connection. */
export interface Dependant {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
  readonly nextAt: Date | null;
  readonly lastRotatedAt: Date | null;
  readonly attentionSince: Date | null;
  readonly heldAt: Date | null;
  readonly lastFailedAt: Date | null;
}

export const connectionStateQueries = ({ drizzle }: Database) => ({
  /** Last use is the last thing that happened to one of its rotations. */
  state: (id: string): Promise<ConnectionState | null> =>
    guarded(async () => {
      const most = sql.raw(String(MOST_COUNTED + 1));
      const [row] = await drizzle.execute<State>(sql`
        select c.permissions, c.tested_at as "testedAt",
          (select a.at from ${audit} a where a.connection_id = c.id and a.rotation_id is not null
            order by a.at desc, a.id desc limit 1) as "lastUsedAt",
          (select count(*)::int from (
            select from ${listings} l where l.connection_id = c.id limit ${most}
          ) counted) as dependants
        from ${connections} c where c.id = ${id}::uuid`);
      if (!row) return null;
      const { permissions, testedAt, lastUsedAt, dependants } = row;
      return {
        permissions,
        testedAt: dateOf(testedAt),
        lastUsedAt: dateOf(lastUsedAt),
        dependants: counted({ count: dependants, seen: dependants }),
      };
    }),
  /** The rotations that go through a connection, by name. */
  dependants: (query: {
    readonly connectionId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<Dependant>> =>
    guarded(async () => {
      const { connectionId, limit, cursor } = query;
      const page = paged({
        column: sql`l.name`,
        id: sql`l.rotation_id`,
        type: "text",
        descending: false,
        cursor,
      });
      const rows = await drizzle.execute<Found>(sql`
        select r.id, r.name, r.type, r.project_id as "projectId", e.slug as environment, f.path,
          r.next_at as "nextAt", r.last_rotated_at as "lastRotatedAt", r.attention ->> 'since' as "attentionSince",
          r.held_at as "heldAt", r.last_failed_at as "lastFailedAt"
        from ${listings} l join ${rotations} r on r.id = l.rotation_id join ${folders} f on f.id = r.folder_id
          join ${environments} e on e.id = f.environment_id
        where l.connection_id = ${connectionId}::uuid and ${page.where}
        order by ${page.orderBy} limit ${limit + 1}::int`);
      return pageOf(rows.map(toDependant), limit, ({ name, id }) => ({ value: name, id }));
    }),
});

interface State extends Record<string, unknown> {
  readonly permissions: readonly Permission[];
  readonly testedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly dependants: number;
}

const INSTANTS = ["nextAt", "lastRotatedAt", "attentionSince", "heldAt", "lastFailedAt"] as const;

type Found = Omit<Dependant, (typeof INSTANTS)[number]> &
  Readonly<Record<(typeof INSTANTS)[number], string | null>> &
  Record<string, unknown>;

const toDependant = (row: Found): Dependant => ({
  ...row,
  nextAt: dateOf(row.nextAt),
  lastRotatedAt: dateOf(row.lastRotatedAt),
  attentionSince: dateOf(row.attentionSince),
  heldAt: dateOf(row.heldAt),
  lastFailedAt: dateOf(row.lastFailedAt),
});

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
