import type postgres from "postgres";

/** Places of a seeded installation, large and small, that screens are asked about. */
export interface Samples {
  readonly projects: readonly string[];
  readonly types: readonly string[];
  readonly connections: readonly string[];
  readonly rotations: readonly {
    readonly id: string;
    readonly name: string;
    readonly projectId: string;
  }[];
  readonly runs: readonly string[];
  readonly folders: readonly {
    readonly projectId: string;
    readonly environment: string;
    readonly path: string;
    readonly secret: string;
  }[];
  /** Half of the way down a list in each of its orders, as a page before it would have ended. */
  readonly middle: Readonly<Record<Order, string>>;
}

export type Order = "name" | "createdAt" | "nextRotationAt" | "lastRotatedAt";

export async function samplesOf(sql: postgres.Sql): Promise<Samples> {
  const ids = async (question: postgres.PendingQuery<{ id: string }[]>) =>
    (await question).map(({ id }) => id);
  return {
    // The largest, one in the middle, the smallest.
    projects: await ids(sql`
      with sized as (select project_id as id, count(*) as of from turnbolt.listings group by 1)
      select id from (select id, row_number() over (order by of desc) as place, count(*) over () as all from sized) s
      where place in (1, s.all / 2, s.all) order by place`),
    types: await ids(sql`select type as id from turnbolt.listings group by 1 order by 1`),
    connections: await ids(sql`
      (select connection_id as id from turnbolt.listings group by 1 order by count(*) desc limit 2)
      union all (select id from turnbolt.connections where broken_at is not null order by id limit 2)`),
    rotations: await sql`
      select id, name, project_id as "projectId" from turnbolt.rotations where deleted_at is null order by id limit 5`,
    runs: await ids(sql`select id from turnbolt.runs order by id limit 5`),
    folders: await sql`
      select distinct on (e.project_id) e.project_id as "projectId", e.slug as environment, f.path, s.name as secret
      from turnbolt.folders f join turnbolt.environments e on e.id = f.environment_id join turnbolt.secrets s on s.folder_id = f.id
      order by e.project_id, f.id limit 5`,
    middle: {
      name: await middleOf(sql, "l.name", "l.name"),
      createdAt: await middleOf(sql, "l.created_at", ISO("l.created_at")),
      nextRotationAt: await middleOf(sql, "r.next_at", ISO("r.next_at")),
      lastRotatedAt: await middleOf(sql, "r.last_rotated_at", ISO("r.last_rotated_at")),
    },
  };
}

const ISO = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

async function middleOf(sql: postgres.Sql, column: string, value: string): Promise<string> {
  const [at] = await sql.unsafe(`
    select l.rotation_id as id, ${value} as value from turnbolt.listings l join turnbolt.rotations r on r.id = l.rotation_id
    where ${column} is not null order by ${column}, l.rotation_id
    offset (select count(*) / 2 from turnbolt.listings) limit 1`);
  return Buffer.from(JSON.stringify(at)).toString("base64url");
}
