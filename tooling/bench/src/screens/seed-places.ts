import type postgres from "postgres";
import type { Kind, Size } from "./seed.ts";

const ROTATIONS_OF_A_PROJECT = 2_500;
const ROTATIONS_OF_A_FOLDER = 40;
const ROTATIONS_OF_A_CONNECTION = 50;

/** Ciphertext has this shape; nobody opens it. */
export const SEALED = `\\\\x01${"5ea1ed".repeat(16)}`;

/**
 * Projects, of which the first is by far the largest, with their environments, folders and connections; where each is
 * stays in temporary tables for what comes after. One connection in a hundred is broken.
 */
export async function seedPlaces(sql: postgres.Sql, { rotations }: Size, kinds: readonly Kind[]) {
  const projects = Math.max(4, Math.round(rotations / ROTATIONS_OF_A_PROJECT));
  await sql`create temp table seed_projects as
    select n, pg_temp.id('project ' || n) as id, (sqrt(n) - sqrt(n - 1)) / sqrt(${projects}::int) as share
    from generate_series(1, ${projects}::int) n`;
  await sql`insert into turnbolt.projects (id, slug, name, description)
    select id, 'team-' || n, 'Team ' || n, 'Everything of team ' || n from seed_projects`;
  await sql`create temp table seed_environments as
    select p.n as project, e.slug, pg_temp.id(e.slug || ' of project ' || p.n) as id,
      ceil(${rotations}::int * p.share * e.share / ${ROTATIONS_OF_A_FOLDER}::int)::int as folders
    from seed_projects p, (values ('dev', 0.2), ('staging', 0.2), ('prod', 0.6)) e (slug, share)`;
  await sql`insert into turnbolt.environments (id, project_id, slug, name, position)
    select e.id, p.id, e.slug, initcap(e.slug), row_number() over (partition by p.id order by e.slug)
    from seed_environments e join seed_projects p on p.n = e.project`;
  await seedFolders(sql);
  await seedConnections(sql, rotations, kinds);
}

/** Those of an environment lie two deep, at most twenty beside each other. */
async function seedFolders(sql: postgres.Sql): Promise<void> {
  await sql`create temp table seed_folders as
    select e.project, e.slug, n, pg_temp.id('folder ' || n || ' in ' || e.id) as id, e.id as environment_id,
      '/area-' || (n - 1) / 20 + 1 as area, '/area-' || (n - 1) / 20 + 1 || '/service-' || n as path
    from seed_environments e, generate_series(1, e.folders) n`;
  await sql`create unique index on seed_folders (project, slug, n)`;
  await sql`insert into turnbolt.folders (id, environment_id, parent_id, path)
    select pg_temp.id('/ of ' || id), id, null, '/' from seed_environments
    union all
    select distinct pg_temp.id(area || ' of ' || environment_id), environment_id, pg_temp.id('/ of ' || environment_id), area
    from seed_folders
    union all
    select id, environment_id, pg_temp.id(area || ' of ' || environment_id), path from seed_folders`;
}

async function seedConnections(sql: postgres.Sql, rotations: number, kinds: readonly Kind[]): Promise<void> {
  await sql`create temp table seed_kinds as
    select (n - 1)::int as n, type, app
    from jsonb_to_recordset(${sql.json(kinds.map(({ type, app }, n) => ({ n: n + 1, type, app })))}) k (n int, type text, app text)`;
  await sql`create temp table seed_connections as
    select p.n as project, p.id as project_id, c as n, pg_temp.id('connection ' || c || ' of project ' || p.n) as id, k.type, k.app,
      pg_temp.part(p.n * 1000 + c, 1) < 0.01 as broken
    from seed_projects p, generate_series(1, ceil(${rotations}::int * p.share / ${ROTATIONS_OF_A_CONNECTION}::int)::int) c
      join seed_kinds k on k.n = c % (select count(*) from seed_kinds)`;
  await sql`create unique index on seed_connections (project, n)`;
  await sql.unsafe(`insert into turnbolt.connections (id, project_id, name, app, version, config, sealed, broken_at, broken_message,
      permissions, tested_at)
    select id, project_id, app || '-' || n, app, 1, jsonb_build_object('host', 'db-' || n || '.internal'), '{"password": "${SEALED}"}',
      case when broken then now() - interval '1 hour' * (n % 50) end,
      case when broken then 'password authentication failed' end, '[]', now() - interval '1 hour' * (n % 20)
    from seed_connections`);
}
