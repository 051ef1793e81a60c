import type { Version } from "@turnbolt/core";
import { desc, eq, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toLiveVersion, toRotation } from "../models.ts";
import { rotations, subjects, versions } from "../schema/index.ts";
import { isUuid, type Page } from "./page.ts";
import { type RotationQuery, rotationPage } from "./rotation-page.ts";
import { LIVE, rotationsWith, type StoredRotation, selectRotations } from "./stored-rotations.ts";

/** What is known about one credential, past or present; never its value. */
export interface StoredCredential
  extends Pick<
    Version,
    "number" | "handle" | "state" | "runId" | "createdAt" | "promotedAt" | "retireAt" | "endedAt"
  > {
  readonly slot: number | null;
}

/** A page of the rotations of a connection. */
export interface UsingQuery {
  readonly connectionId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const rotationQueries = (database: Database) => ({
  /** By name. */
  list: (query: RotationQuery): Promise<Page<StoredRotation>> =>
    guarded(async () => {
      const page = await rotationPage(database, { ...query, sort: "name", descending: false });
      return { items: await rotationsWith(database, page.items), next: page.next };
    }),
  find: (id: string): Promise<StoredRotation | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [found] = await selectRotations(database, sql`r.id = ${id}::uuid`);
      return found ?? null;
    }),
  findByName: (folderId: string, name: string): Promise<StoredRotation | null> =>
    guarded(async () => {
      const [found] = await selectRotations(
        database,
        sql`r.folder_id = ${folderId}::uuid and r.name = ${name}`,
      );
      return found ?? null;
    }),
  /** Every credential that it ever had, the newest first, at most so many. */
  credentials: (id: string, limit: number): Promise<readonly StoredCredential[]> =>
    guarded(async () =>
      database.drizzle
        .select({
          number: versions.number,
          slot: versions.slot,
          handle: versions.handle,
          state: versions.state,
          runId: versions.runId,
          createdAt: versions.createdAt,
          promotedAt: versions.promotedAt,
          retireAt: versions.retireAt,
          endedAt: versions.endedAt,
        })
        .from(versions)
        .where(eq(versions.rotationId, id))
        .orderBy(desc(versions.number))
        .limit(limit),
    ),
  /** The credentials that work, sealed, as they are at one instant. */
  live: (id: string) =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await database.drizzle.execute<{ rotation: unknown; credentials: unknown[] }>(sql`
        select to_json(r) as rotation, coalesce((select json_agg(to_json(v) order by v.number) from ${versions} v
          where v.rotation_id = r.id and ${LIVE}), '[]') as credentials
        from ${rotations} r where r.id = ${id}::uuid and r.deleted_at is null`);
      if (!row) return null;
      return {
        rotation: toRotation(row.rotation).rotation,
        credentials: row.credentials.map(toLiveVersion),
      };
    }),
  /** Rotations of this installation that may write one of these accounts. */
  withSubjects: (names: readonly string[]) =>
    guarded(
      async (): Promise<readonly { readonly name: string; readonly subject: string }[]> =>
        await database.drizzle.execute<{ name: string; subject: string }>(sql`
          select r.name, s.subject from ${subjects} s join ${rotations} r on r.id = s.rotation_id
          where s.subject in (select value from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
          order by s.subject`),
    ),
  /** Those that go through a connection, by name. */
  using: ({ connectionId, ...page }: UsingQuery): Promise<Page<StoredRotation>> =>
    guarded(async () => {
      if (!isUuid(connectionId)) return { items: [], next: null };
      const query = { ...page, connectionId, projects: "all", sort: "name", descending: false } as const;
      const { items, next } = await rotationPage(database, query);
      return { items: await rotationsWith(database, items), next };
    }),
  /** When the next rotation wants to be looked at, or its lease ends; `null` when there is nothing to wait for. */
  nextDue: (): Promise<Date | null> =>
    guarded(async () => {
      const [row] = await database.drizzle.execute<{ at: string | null }>(
        sql`select min(due_at) as at from ${rotations} where due_at is not null`,
      );
      return row?.at ? new Date(row.at) : null;
    }),
  /** How many rotations want to be looked at now. */
  countDue: (): Promise<number> =>
    guarded(async () => {
      const [row] = await database.drizzle.execute<{ due: number }>(
        sql`select count(*)::int as due from ${rotations} where due_at <= now()`,
      );
      return row?.due ?? 0;
    }),
});
