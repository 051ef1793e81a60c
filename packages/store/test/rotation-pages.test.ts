import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQueries, type TableQuery } from "../src/index.ts";
import { MOST_WALKED } from "../src/queries/rotation-walk.ts";
import { aConnection, type Store, seed, startStore } from "./support.ts";

/** More than one page looks at, twice over. */
const ROTATIONS = 2 * MOST_WALKED + 700;

let store: Store;
let other: string;
beforeAll(async () => {
  store = await startStore();
  await seed(store, { name: "the-model", connectionId: await aConnection(store) });
  const [project] =
    await store.sql`insert into turnbolt.projects (slug, name) values ('other', 'Other') returning id`;
  other = project?.id;
  const [folder] = await store.sql`
    with e as (insert into turnbolt.environments (project_id, slug, name) values (${other}, 'prod', 'Production') returning id)
    insert into turnbolt.folders (environment_id, path) select id, '/' from e returning id`;
  // As that one, with equal dates and equal names among them, and something of everything in every part.
  await store.sql`
    insert into turnbolt.rotations select (jsonb_populate_record(r, jsonb_build_object(
      'id', gen_random_uuid(), 'name', 'many-' || n % 4000,
      'project_id', case when n > 4000 then ${other}::uuid else r.project_id end,
      'folder_id', case when n > 4000 then ${folder?.id}::uuid else r.folder_id end,
      'type', case when n % 900 = 0 then 'rare' when n % 2 = 0 then 'even' else 'odd' end,
      'description', case when n % 800 = 0 then 'needle' when n % 3 = 0 then 'Third hay' else 'hay' end,
      'created_at', now() - n % 100 * interval '1 minute',
      'last_failed_at', case when n % 5 = 1 then now() end, 'held_at', case when n % 5 = 2 then now() end,
      'revoke_asked', case when n % 5 = 3 then '{"deleteSecrets": false, "requestedBy": null}'::jsonb end,
      'next_at', case when n % 4 > 0 then date_trunc('day', now()) + n % 300 * interval '1 minute' end,
      'last_rotated_at', case when n % 4 > 1 then date_trunc('day', now()) - n % 300 * interval '1 minute' end))).*
    from turnbolt.rotations r, generate_series(1, ${ROTATIONS}::int) n where r.name = 'the-model'`;
  // The run of the model is the only open one.
  await store.sql`update turnbolt.runs set state = 'done', ended_at = now()`;
  await store.sql`analyze`;
}, 180_000);
afterAll(() => store.stop());

const sorts = ["name", "createdAt", "nextAt", "lastRotatedAt"] as const;
const COLUMNS = {
  name: "r.name",
  createdAt: "r.created_at",
  nextAt: "r.next_at",
  lastRotatedAt: "r.last_rotated_at",
};
const WAITS = "(r.attention is not null or r.held_at is not null)";
const RUNS = "r.revoke_asked is not null";

/** Each with the condition that says the same of the table itself. */
const filters: readonly (readonly [
  filter: (other: string) => Partial<TableQuery>,
  condition: (other: string) => string,
])[] = [
  [() => ({}), () => "true"],
  [() => ({ type: "odd" }), () => "r.type = 'odd'"],
  [() => ({ type: "rare" }), () => "r.type = 'rare'"],
  [(id) => ({ projects: [id] }), (id) => `r.project_id = '${id}'`],
  [(id) => ({ projects: [id], type: "even" }), (id) => `r.project_id = '${id}' and r.type = 'even'`],
  [() => ({ status: "success" }), () => `r.last_failed_at is null and not ${WAITS} and not ${RUNS}`],
  [() => ({ status: "failed", type: "even" }), () => `r.last_failed_at is not null and r.type = 'even'`],
  [() => ({ status: "attention" }), () => WAITS],
  [() => ({ status: "rotating", search: "third" }), () => `${RUNS} and r.description like 'Third%'`],
  [() => ({ search: "NEEDLE" }), () => "r.description = 'needle'"],
  [() => ({ search: "ma thi", type: "rare" }), () => "r.description like 'Third%' and r.type = 'rare'"],
  [() => ({ environment: "prod" }), () => "e.slug = 'prod'"],
  [() => ({ environment: "nowhere" }), () => "false"],
];
/** Each filter in two of the orders, one of them backwards. */
const cases = filters.flatMap(([filter, condition], number) =>
  [false, true].flatMap((descending) => {
    const sort = sorts[(number + 2 * Number(descending)) % sorts.length];
    return sort ? [{ filter, condition, sort, descending }] : [];
  }),
);

describe("page by page to the end there is each that fits, once and in order", () => {
  it.each(cases)("of case %#, by $sort", async ({ filter, condition, sort, descending }) => {
    const query = { projects: "all", sort, descending, limit: 200, ...filter(other) } as const;
    expect(await walked(query)).toEqual(await told(condition(other), sort, descending));
  });
});

async function walked(query: TableQuery): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await createQueries(store.database).rotations.table({ ...query, cursor });
    found.push(...page.items.map(({ rotation }) => rotation.id));
    if (page.next === null) return found;
    cursor = page.next;
  }
}

/** Those without a date are last, by their ids. */
async function told(
  condition: string,
  sort: (typeof sorts)[number],
  descending: boolean,
): Promise<readonly string[]> {
  const [column, direction] = [COLUMNS[sort], descending ? "desc" : "asc"];
  const rows = await store.sql.unsafe(`
    select r.id from turnbolt.rotations r join turnbolt.folders f on f.id = r.folder_id
      join turnbolt.environments e on e.id = f.environment_id
    where ${condition} order by ${column} is null, ${column} ${direction},
      case when ${column} is not null then r.id end ${direction}, r.id`);
  return rows.map(({ id }) => id);
}
