import type postgres from "postgres";
import type { Size } from "./seed.ts";
import { SEALED } from "./seed-places.ts";

/** The newest ones, one published, one that may still work, one that has ended. */
const VERSIONS = 3;

/** What every rotation has left behind: runs with their steps, versions, secrets, audit, and what the days came to. */
export async function seedHistory(sql: postgres.Sql, { runsOfEach }: Size): Promise<void> {
  await sql.unsafe(runs(runsOfEach));
  await sql.unsafe(versions(runsOfEach));
  await sql.unsafe(secrets(runsOfEach));
  await sql.unsafe(secretVersions(runsOfEach));
  await sql.unsafe(audit);
  await sql.unsafe(runDays);
}

const runId = "pg_temp.id('run ' || k || ' of ' || r.n)";

/** How the newest one, `k` = 0, ended lies with the state of its rotation; of the others one in fifty failed. */
const stateOfRun = `case
  when k = 0 and r.state = 'rotating' then 'issuing'
  when k = 0 and r.state in ('failing', 'attention') then 'failed'
  when k > 0 and pg_temp.part(r.n * 32 + k, 20) < 0.02 then 'failed'
  else 'done' end`;

const step = (name: string, outcome: string, message: string): string =>
  `{"name": "${name}", "attempt": 1, "startedAt": %1$s, "endedAt": %2$s, "outcome": "${outcome}", "message": ${message}}`;
const GOOD = `[${["issue", "verify", "promote"].map((name) => step(name, "ok", "null")).join(", ")}]`;
const BAD = `[${step("issue", "ok", "null")}, ${step("verify", "failed", '"The target did not let the new login in."')}]`;

const runs = (ofEach: number): string => `
  insert into turnbolt.runs (id, rotation_id, kind, trigger, requested_by, state, label, force, adopts, parameters, created_at, ended_at,
    issued_at, draft_attempt, tries, unanswered, failure, message, steps)
  select run_id, rotation_id, kind, trigger, null, state, 'tb-' || n, false, false, '{}', at, ended, ended, 1, 0, false,
    case when state = 'failed' then 'The target did not let the new login in.' end, null,
    case state when 'done' then format('${GOOD}', to_json(at), to_json(ended))::jsonb
      when 'failed' then format('${BAD}', to_json(at), to_json(ended))::jsonb else '[]' end
  from (
    select r.n, r.id as rotation_id, ${runId} as run_id, ${stateOfRun} as state,
      case when k = ${ofEach - 1} then 'create' else 'rotate' end as kind,
      case when pg_temp.part(r.n * 32 + k, 21) < 0.1 then 'manual' else 'schedule' end as trigger, w.at,
      case when k > 0 or r.state <> 'rotating'
        then w.at + interval '1 second' * (0.5 + 60 * pg_temp.part(r.n * 32 + k, 22) ^ 4) end as ended
    from seed_rotations r, generate_series(0, ${ofEach - 1}) k, lateral (
      select date_trunc('milliseconds', case when k = 0 and r.state in ('failing', 'attention', 'rotating') then now() - interval '6 hours' * pg_temp.part(r.n, 13)
        else least(r.next_at - r.days * interval '1 day' * (k + 1), now() - interval '2 minutes' * (k + 1)) end) as at
    ) w
  ) u`;

const versions = (last: number): string => `
  insert into turnbolt.versions (id, rotation_id, number, handle, exclusive, state, slot, run_id, sealed, created_at, promoted_at,
    retire_at, ended_at)
  select pg_temp.id('version ' || k || ' of ' || r.n), r.id, ${last} - k, 'app_' || r.n || case when k % 2 = 0 then '_a' else '_b' end,
    true, case when k = 0 and r.state <> 'deleted' then 'active' when k = 1 and r.n % 2 = 0 then 'superseded' else 'revoked' end,
    k % 2, ${runId},
    case when k < 2 then '{"username": "${SEALED}", "password": "${SEALED}"}'::jsonb end,
    r.next_at - r.days * interval '1 day' * (k + 1), r.next_at - r.days * interval '1 day' * (k + 1),
    case when k = 1 and r.n % 2 = 0 then r.next_at end,
    case when k = 2 or (k = 1 and r.n % 2 = 1) then now() - interval '5 days' end
  from seed_rotations r, generate_series(0, ${VERSIONS - 1}) k`;

const FIELDS = "(values ('username'), ('password')) f (field)";
const secretId = "pg_temp.id(f.field || ' of ' || r.n)";

const secrets = (last: number): string => `
  insert into turnbolt.secrets (id, folder_id, name, rotation_id, field, version)
  select ${secretId}, r.folder_id, upper(replace(r.name, '-', '_') || '_' || f.field), r.id, f.field, ${last}
  from seed_rotations r, ${FIELDS} where r.state <> 'deleted'`;

const secretVersions = (last: number): string => `
  insert into turnbolt.secret_versions (secret_id, number, version_id, field, created_at)
  select ${secretId}, ${last} - k, pg_temp.id('version ' || k || ' of ' || r.n), f.field,
    r.next_at - r.days * interval '1 day' * (k + 1)
  from seed_rotations r, ${FIELDS}, generate_series(0, ${VERSIONS - 1}) k where r.state <> 'deleted'`;

const audit = `
  insert into turnbolt.audit (at, kind, message, actor, project_id, rotation_id, connection_id, run_id, data)
  select coalesce(u.ended_at, u.created_at), case u.state when 'done' then 'rotation.succeeded' else 'rotation.failed' end,
    'the rotation ended', case u.trigger when 'manual' then 'person:' || r.project_id end, r.project_id, r.id, r.connection_id, u.id,
    jsonb_build_object('name', r.name)
  from turnbolt.runs u join seed_rotations r on r.id = u.rotation_id`;

/** As the counter of ended runs does it: lengths by their place, each a quarter longer than the one before. */
const runDays = `
  with ends as (
    select r.project_id, (u.ended_at at time zone 'UTC')::date as day, u.state = 'done' as done, u.id,
      least(95, floor(ln(greatest(10, extract(epoch from u.ended_at - u.created_at) * 1000) / 10) / ln(1.25)))::int as place
    from turnbolt.runs u join seed_rotations r on r.id = u.rotation_id where u.ended_at is not null
  ), places as (
    select project_id, day, place, done, count(*)::int as of, (array_agg(id))[1:5] as ids
    from ends group by grouping sets ((project_id, day, place, done), (day, place, done))
  ), kept as (
    select project_id, day, array_agg(of) filter (where done) as counts, array_agg(place) filter (where done) as places,
      coalesce(sum(of) filter (where done), 0)::int as succeeded, coalesce(sum(of) filter (where not done), 0)::int as failed,
      coalesce(min(ids) filter (where not done), '{}') as failed_runs, coalesce(min(ids) filter (where done), '{}') as done_runs
    from places group by 1, 2
  )
  insert into turnbolt.run_days (project_id, day, succeeded, failed, durations, failed_runs, done_runs)
  select project_id, day, succeeded, failed,
    (select array_agg(coalesce(counts[array_position(places, p)], 0) order by p) from generate_series(0, 95) p), failed_runs, done_runs
  from kept`;
