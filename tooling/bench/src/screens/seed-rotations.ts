import type postgres from "postgres";
import type { Size } from "./seed.ts";

/** The parts of a hundred that are in a state that somebody looks for; the rest is well. */
const STATES = [
  ["deleted", 2],
  ["attention", 0.5],
  ["failing", 1],
  ["overdue", 0.3],
  ["paused", 2],
  ["rotating", 0.05],
] as const;

const WORDS = [
  ["billing", "orders", "search", "identity", "ledger", "mail", "media", "reports", "stock", "support"],
  ["reader", "writer", "worker", "admin", "export", "backup", "replica", "metrics"],
] as const;

/**
 * The rotations, half of them each month, the others each week, quarter or night; more than half of them at three o'clock.
 * Those on a broken connection are held. What follows needs of each stays in `seed_rotations`.
 */
export async function seedRotations(sql: postgres.Sql, { rotations, runsOfEach }: Size): Promise<void> {
  await sql.unsafe(`create temp table seed_rotations as
    select r.n, pg_temp.id('rotation ' || r.n) as id, c.project_id, c.id as connection_id, c.type, f.id as folder_id,
      r.name, days, state, c.broken and state = 'well' as held, hour,
      case state
        when 'overdue' then now() - interval '2 hours' - interval '20 hours' * pg_temp.part(r.n, 9)
        when 'failing' then now() + interval '1 hour' + days * interval '1 day' * pg_temp.part(r.n, 9)
        else date_trunc('day', now()) + interval '1 day' * (1 + floor(days * pg_temp.part(r.n, 9)))
          + interval '1 hour' * hour + interval '30 minutes' * pg_temp.part(r.n, 10)
      end as next_at
    from (
      select n, ${nameOf} as name, ${stateOf} as state,
        case when pg_temp.part(n, 7) < 0.5 then 30 when pg_temp.part(n, 7) < 0.7 then 7
          when pg_temp.part(n, 7) < 0.9 then 90 else 1 end as days,
        case when pg_temp.part(n, 8) < 0.6 then 3 else floor(24 * pg_temp.part(n, 8))::int end as hour,
        1 + floor((select count(*) from seed_projects) * pg_temp.part(n, 1) ^ 2)::int as project,
        case when pg_temp.part(n, 2) < 0.2 then 'dev' when pg_temp.part(n, 2) < 0.4 then 'staging' else 'prod' end as slug
      from generate_series(1, ${rotations}) n
    ) r
    join (select project, count(*)::int as of from seed_connections group by 1) cs using (project)
    join seed_connections c on c.project = r.project and c.n = 1 + floor(cs.of * pg_temp.part(r.n, 3))::int
    join (select project, slug, count(*)::int as of from seed_folders group by 1, 2) fs on fs.project = r.project and fs.slug = r.slug
    join seed_folders f on f.project = r.project and f.slug = r.slug and f.n = 1 + floor(fs.of * pg_temp.part(r.n, 4))::int`);
  await sql.unsafe(`alter table seed_rotations add primary key (n)`);
  await sql`analyze seed_rotations`;
  await sql.unsafe(insertRotations(runsOfEach));
  await sql.unsafe(insertListings);
  await sql`insert into turnbolt.listing_words (rotation_id, word)
    select l.rotation_id, w.lexeme from turnbolt.listings l, unnest(l.words) w`;
}

const stateOf = (() => {
  let below = 0;
  const whens = STATES.map(([state, percent]) => {
    below += percent / 100;
    return `when pg_temp.part(n, 6) < ${below} then '${state}'`;
  });
  return `case ${whens.join(" ")} else 'well' end`;
})();

const word = (words: readonly string[], salt: number): string =>
  `(array['${words.join("','")}'])[1 + floor(${words.length} * pg_temp.part(n, ${salt}))::int]`;

const nameOf = `${word(WORDS[0], 11)} || '-' || ${word(WORDS[1], 12)} || '-' || n`;

const insertRotations = (lastNumber: number): string => `
  insert into turnbolt.rotations (id, project_id, folder_id, type, name, description, connection_id, parameters, subjects, schedule,
    auto, overlap_ms, strangers, login_proves, created_at, deleted_at, fence, revision, lease_until, lease_owner, due_at, last_number,
    last_rotated_at, last_manual, last_failed_at, next_at, unsettled, ended_handles, failures, held_at, attention, probes, must_verify)
  select id, project_id, case when state <> 'deleted' then folder_id end, type, name,
    case when n % 3 = 0 then 'Used by the nightly jobs' end, connection_id,
    jsonb_build_object('account1', 'app_' || n || '_a', 'account2', 'app_' || n || '_b'), array['host/app_' || n],
    case when days = 1 then jsonb_build_object('kind', 'cron', 'expression', '15 ' || hour || ' * * *', 'timeZone', 'UTC')
      else jsonb_build_object('kind', 'interval', 'days', days, 'at', jsonb_build_object('hours', hour, 'minutes', 0), 'timeZone', 'UTC')
    end,
    state <> 'paused', null, 'keep', true, next_at - days * interval '1 day' * ${lastNumber + 1},
    case when state = 'deleted' then now() - interval '3 days' end, ${lastNumber}, 0,
    case when state = 'rotating' then now() + interval '1 day' end, case when state = 'rotating' then 'somebody' end,
    case state when 'deleted' then null when 'paused' then null when 'attention' then null when 'rotating' then now() + interval '1 day'
      else next_at end,
    ${lastNumber}, least(next_at - days * interval '1 day', now() - interval '1 minute'), n % 10 = 0,
    case when state in ('failing', 'attention') then now() - interval '6 hours' * pg_temp.part(n, 13) end,
    case when state not in ('paused', 'deleted') then date_trunc('milliseconds', next_at) end, '{}', '{}',
    case when state = 'failing' then 1 else 0 end,
    case when held then now() - interval '1 hour' end,
    case when state = 'attention' then jsonb_build_object('code', 'failed-repeatedly', 'message', 'The target refused five times.',
      'handles', '[]'::jsonb, 'decisions', '["retry"]'::jsonb,
      'since', to_char(now() - interval '3 days' * pg_temp.part(n, 14), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
    '{}', false
  from seed_rotations order by n`;

const insertListings = `
  insert into turnbolt.listings (rotation_id, project_id, environment_id, connection_id, type, name, created_at, words)
  select r.id, r.project_id, f.environment_id, r.connection_id, r.type, r.name, r.created_at,
    to_tsvector('simple', translate(r.name || ' ' || coalesce(r.description, ''), '-_./:@', '      '))
  from turnbolt.rotations r join turnbolt.folders f on f.id = r.folder_id where r.deleted_at is null`;
