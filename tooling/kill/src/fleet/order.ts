import type { Fleet } from "./fleet.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly rotated: number;
  readonly open: number;
  readonly failed: number;
  readonly version: number | null;
  readonly stuck: boolean;
}

/** What is not as it should be when every rotation has been rotated once more, asked of the database and of the target. */
export async function disorder(fleet: Fleet, version: number): Promise<readonly string[]> {
  const rows = await fleet.database<Row[]>`
    select r.id, r.name,
      (select count(*)::int from turnbolt.runs u
        where u.rotation_id = r.id and u.kind = 'rotate' and u.state = 'done') as rotated,
      (select count(*)::int from turnbolt.runs u
        where u.rotation_id = r.id and u.state not in ('done', 'failed', 'cancelled')) as open,
      (select count(*)::int from turnbolt.runs u where u.rotation_id = r.id and u.state = 'failed') as failed,
      (select v.number from turnbolt.versions v where v.rotation_id = r.id and v.state = 'active') as version,
      (r.attention is not null or r.held_at is not null or r.lease_until is not null
        or r.due_at is null or r.next_at <= now()) as stuck
    from turnbolt.rotations r where r.deleted_at is null order by r.name`;
  const found = rows.flatMap((row) => wrongIn(row, fleet, version));
  if (rows.length !== fleet.rotations.length) found.push(`${rows.length} rotations are left`);
  return [...found, ...(await refused(fleet))];
}

/** Each once and no more: in the books, and at the target, which has seen one new value for each version. */
function wrongIn(row: Row, { target }: Fleet, version: number): readonly string[] {
  const values = target.valuesOf(row.name).length;
  const runs = version - 1;
  return [
    ...(row.rotated === runs ? [] : [`${row.name} was rotated ${row.rotated} times and not ${runs}`]),
    ...(row.version === version
      ? []
      : [`${row.name} has published version ${row.version} and not ${version}`]),
    ...(values === version ? [] : [`${row.name} was given ${values} values and not ${version}`]),
    ...(row.open === 0 ? [] : [`${row.name} has ${row.open} open runs`]),
    ...(row.failed === 0 ? [] : [`${row.name} has ${row.failed} failed runs`]),
    ...(row.stuck ? [`${row.name} is stuck`] : []),
  ];
}

/** Every published credential logs in. */
async function refused({ servers, rotations, target }: Fleet): Promise<readonly string[]> {
  const server = servers.find(({ isGone }) => !isGone);
  if (!server) return ["no server is left"];
  const found: string[] = [];
  const queue = [...rotations];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { generatedCredentials, activeIndex } = await server.api.rotations.generatedCredentials.query({
        rotationId: next.id,
      });
      const secret = generatedCredentials[activeIndex];
      if (!secret || !target.accepts(secret)) found.push(`the published value of ${next.account} is refused`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
}
