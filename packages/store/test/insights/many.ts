import type { Store } from "../support.ts";

export interface Many {
  readonly projects: number;
  readonly rotations: number;
  /** Of each rotation, one a day before now. */
  readonly runsOfEach: number;
}

/**
 * So many rotations, made by the database itself: spread over projects with a connection each, the next start of each one
 * ten seconds after that of the one before. Every 100th failed, every 200th waits for a person, every 250th for its
 * connection, every 300th is overdue.
 */
export async function seedMany({ sql }: Store, { projects, rotations, runsOfEach }: Many): Promise<void> {
  await sql`
    insert into turnbolt.projects (slug, name) select 'many-' || n, 'Many ' || n from generate_series(1, ${projects}::int) n`;
  await sql`
    insert into turnbolt.environments (project_id, slug, name)
    select id, 'prod', 'Production' from turnbolt.projects where slug like 'many-%'`;
  await sql`
    insert into turnbolt.folders (environment_id, path)
    select e.id, '/' from turnbolt.environments e join turnbolt.projects p on p.id = e.project_id where p.slug like 'many-%'`;
  await sql`
    insert into turnbolt.connections (id, project_id, name, app, version, config, sealed, broken_at, broken_message)
    select gen_random_uuid(), id, slug, 'test', 1, '{}', '{}',
      case when slug = 'many-1' then now() end, case when slug = 'many-1' then 'refused' end
    from turnbolt.projects where slug like 'many-%'`;
  await sql`
    insert into turnbolt.rotations (id, project_id, folder_id, type, name, connection_id, parameters, subjects, schedule, auto,
      strangers, login_proves, created_at, fence, revision, last_number, last_rotated_at, last_manual, next_at, due_at, unsettled,
      ended_handles, failures, held_at, attention, last_failed_at, probes, must_verify)
    select gen_random_uuid(), c.project_id, f.id, 'test-type', 'rotation-' || n, c.id, '{}', array['many/' || n],
      jsonb_build_object('kind', 'interval', 'days', 30, 'at', jsonb_build_object('hours', n % 24, 'minutes', n % 60), 'timeZone', 'UTC'),
      true, 'keep', true, now() - interval '40 days', 1, 0, 1, now() - interval '1 day', false,
      date_trunc('milliseconds', case when n % 300 = 0 then now() - interval '3 hours' else now() + n * interval '10 seconds' end),
      date_trunc('milliseconds', now() + n * interval '10 seconds'), '{}', '{}', 0,
      case when n % 250 = 0 then now() end,
      case when n % 200 = 0 then jsonb_build_object('code', 'no-room', 'message', 'no room', 'handles', '[]'::jsonb,
        'decisions', '["retry"]'::jsonb, 'since', to_char(now() - n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
      case when n % 100 = 0 then now() - n * interval '1 minute' end, '{}', false
    from generate_series(1, ${rotations}::int) n
      join turnbolt.connections c on c.name = 'many-' || (1 + n % ${projects}::int)
      join turnbolt.environments e on e.project_id = c.project_id
      join turnbolt.folders f on f.environment_id = e.id`;
  await sql`
    insert into turnbolt.runs (id, rotation_id, kind, trigger, state, label, force, adopts, parameters, created_at, ended_at,
      draft_attempt, tries, unanswered, steps)
    select gen_random_uuid(), r.id, 'rotate', 'schedule', 'done', 'label', false, false, '{}',
      now() - n * interval '1 day' - interval '1 minute', now() - n * interval '1 day', 1, 0, false, '[]'
    from turnbolt.rotations r, generate_series(0, ${runsOfEach}::int - 1) n where r.type = 'test-type' and r.name like 'rotation-%'`;
  await sql`
    insert into turnbolt.audit (kind, message, project_id, connection_id, rotation_id, data)
    select 'rotation.succeeded', 'done', r.project_id, r.connection_id, r.id, '{}'
    from turnbolt.rotations r where r.type = 'test-type'`;
  await sql`
    insert into turnbolt.run_days (project_id, day, succeeded, failed, durations, failed_runs, done_runs)
    select p.id, current_date - n, 100, 1, array_fill(1, array[96]), '{}',
      array(select u.id from turnbolt.runs u join turnbolt.rotations r on r.id = u.rotation_id
        where p.id is not null and r.project_id = p.id limit 5)
    from (select id from turnbolt.projects union all select null) p, generate_series(0, 89) n`;
  await sql`vacuum analyze`;
}
