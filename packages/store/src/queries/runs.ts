import type { Version } from "@turnbolt/core";
import { eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { type SeenRun, toSeenRun, toVersion } from "../models.ts";
import { rotations, runs, versions } from "../schema/index.ts";
import { isUuid, type Page, paged, pageOf } from "./page.ts";

export interface RunQuery {
  readonly rotationId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The rotation of some runs, as far as it is known when it is gone. */
export interface RunOwner {
  readonly projectId: string;
  readonly type: string;
  readonly name: string;
}

interface Seen extends Record<string, unknown> {
  readonly run: unknown;
  readonly projectId: string;
  readonly heldFence: string | number | null;
}

const seen: SQL = sql`
  select to_json(u) as run, r.project_id as "projectId",
    case when r.lease_until > now() then r.fence end as "heldFence"
  from ${runs} u join ${rotations} r on r.id = u.rotation_id`;

const toSeen = ({ run, projectId, heldFence }: Seen): SeenRun => toSeenRun(run, projectId, heldFence);

export const runQueries = ({ drizzle }: Database) => ({
  find: (id: string): Promise<SeenRun | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await drizzle.execute<Seen>(sql`${seen} where u.id = ${id}::uuid`);
      return row ? toSeen(row) : null;
    }),
  /** The newest first. Runs of a rotation that is gone can be read as long as they are kept. */
  list: ({ rotationId, limit, cursor }: RunQuery): Promise<Page<SeenRun>> =>
    guarded(async () => {
      if (!isUuid(rotationId)) return { items: [], next: null };
      const column = sql`u.created_at`;
      const page = paged({ column, id: sql`u.id`, type: "timestamptz", descending: true, cursor });
      const rows = await drizzle.execute<Seen>(sql`
        ${seen} where u.rotation_id = ${rotationId}::uuid and ${page.where}
        order by ${page.orderBy} limit ${limit + 1}::int`);
      return pageOf(rows.map(toSeen), limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  /** The run that a client's request started before, if it did. */
  findByRequest: (rotationId: string, requestKey: string): Promise<SeenRun | null> =>
    guarded(async () => {
      if (!isUuid(rotationId)) return null;
      const [row] = await drizzle.execute<Seen>(sql`
        ${seen} where u.rotation_id = ${rotationId}::uuid and u.request_key = ${requestKey}`);
      return row ? toSeen(row) : null;
    }),
  /** The first run of a rotation that this person's request made before, if it did. */
  findCreation: (requestKey: string, requestedBy: string): Promise<SeenRun | null> =>
    guarded(async () => {
      const [row] = await drizzle.execute<Seen>(sql`
        ${seen} where u.request_key = ${requestKey} and u.requested_by = ${requestedBy} and u.kind = 'create'`);
      return row ? toSeen(row) : null;
    }),
  /** Whose runs these are, also of a rotation that is gone. */
  owner: (rotationId: string): Promise<RunOwner | null> =>
    guarded(async () => {
      if (!isUuid(rotationId)) return null;
      const [row] = await drizzle
        .select({ projectId: rotations.projectId, type: rotations.type, name: rotations.name })
        .from(rotations)
        .where(eq(rotations.id, rotationId));
      return row ?? null;
    }),
});

export const versionQueries = ({ drizzle }: Database) => ({
  /** Every credential that a rotation ever had, the newest first. */
  list: (rotationId: string): Promise<readonly Version[]> =>
    guarded(async () => {
      const rows = await drizzle.execute<{ version: unknown }>(sql`
        select to_json(v) as version from ${versions} v
        where v.rotation_id::text = ${rotationId} order by v.number desc`);
      return rows.map(({ version }) => toVersion(version));
    }),
});
