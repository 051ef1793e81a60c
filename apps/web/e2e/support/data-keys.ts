import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";

/** A server's own key, and one that can take over from it. */
export const newKeys = (): Readonly<Record<string, string>> => ({
  TURNBOLT_KEY: randomBytes(32).toString("base64"),
  TURNBOLT_NEW_KEY: randomBytes(32).toString("base64"),
});

export interface DataKeys {
  /** How many there are. */
  readonly count: number;
  /** Holds one behind so many others, so that whoever wraps them waits there; gives the way to let it go. */
  holdAfter(others: number): Promise<() => Promise<void>>;
}

/** So many projects, each with a data key, as if a secret had been written there. */
export async function manyDataKeys(database: Sql, projects: number): Promise<DataKeys> {
  await database`
    insert into turnbolt.projects (slug, name)
    select 'crowd-' || n, 'Crowd ' || n from generate_series(1, ${projects}::int) n`;
  await database`
    insert into turnbolt.data_keys (id, project_id, key_id, wrapped)
    select gen_random_uuid(), p.id, k.key_id, k.wrapped
    from turnbolt.projects p, (select key_id, wrapped from turnbolt.data_keys limit 1) k
    where p.slug like 'crowd-%'`;
  const rows = await database`select id from turnbolt.data_keys order by id`;
  return {
    count: rows.length,
    holdAfter: async (others) => {
      const mine = await database.reserve();
      await mine`begin`;
      await mine`select from turnbolt.data_keys where id = ${rows[others]?.id} for update`;
      return async () => {
        await mine`commit`;
        mine.release();
      };
    },
  };
}
