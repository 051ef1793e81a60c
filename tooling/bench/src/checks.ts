import { active, openVersion } from "@turnbolt/core";
import type { Installation } from "./installation.ts";

/** What the database says has happened until now. */
export interface State {
  readonly promoted: number;
  readonly issued: number;
  readonly verified: number;
}

export async function stateOf({ sql, target }: Installation): Promise<State> {
  const [row] = await sql<{ promoted: string }[]>`
    select count(*) as promoted from turnbolt.versions where promoted_at is not null`;
  return { promoted: Number(row?.promoted), issued: target.issued(), verified: target.verified() };
}

/** How many rotations shared a commit when they were promoted, on average over the last round. */
export async function sharedBy({ sql }: Installation): Promise<number> {
  // The promotion wrote the active row last, so that row bears its transaction.
  const [row] = await sql<{ shared: number }[]>`
    select count(*)::float8 / count(distinct xmin::text) as shared from turnbolt.versions where state = 'active'`;
  return row?.shared ?? Number.NaN;
}

/** What is wrong after every rotation was rotated `times` times; empty when all is as it must be. */
export async function wrongAfter(
  installation: Installation,
  before: State,
  times: number,
): Promise<readonly string[]> {
  const { sql, rotations } = installation;
  const after = await stateOf(installation);
  const wanted = times * rotations;
  const said = (what: keyof State) =>
    after[what] - before[what] === wanted ? [] : [`${what} ${after[what] - before[what]}, not ${wanted}`];
  const uneven = await sql<{ name: string }[]>`
    select r.name from turnbolt.rotations r where
      (select count(*) from turnbolt.versions v where v.rotation_id = r.id and v.promoted_at is not null) <> ${times} + 1
      or (select count(*) from turnbolt.runs u where u.rotation_id = r.id and u.state = 'done') <> ${times} + 1
      or (select count(*) from turnbolt.secrets s join turnbolt.secret_versions n on n.secret_id = s.id
        where s.rotation_id = r.id) <> 2 * (${times} + 1)
      or r.lease_until is not null or r.next_at <= now()`;
  return [
    ...said("promoted"),
    ...said("issued"),
    ...said("verified"),
    ...(uneven.length > 0 ? [`${uneven.length} rotations were not promoted exactly once in each round`] : []),
    ...(await refusedAtTarget(installation)),
  ];
}

/** The published credential, opened from the store, against what the target lets in. */
async function refusedAtTarget({ sql, engine, target }: Installation): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`select id from turnbolt.rotations order by id`;
  let refused = 0;
  for (const { id } of rows) {
    const work = await engine.ledger.load(id);
    const version = work && active(work);
    const credential = version && (await openVersion(engine, work.rotation, version));
    if (!credential || target.password(credential.handle) !== credential.secret.password) refused++;
  }
  return refused > 0 ? [`${refused} published credentials do not log in at the target`] : [];
}
