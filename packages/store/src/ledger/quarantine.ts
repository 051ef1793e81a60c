import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { rotations } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { run, transact } from "../transaction.ts";

/** How many claims this database knows of. A copy kept outside that is ahead tells of a restored backup or a clone. */
export function readHighWater(database: Database): Promise<number> {
  return guarded(async () => {
    const [row] = await run(database, highWater());
    return Number(row?.mark ?? 0);
  });
}

/**
 * The database is older than the world: every active credential is verified before anything is issued, revoked or
 * swept. The mark is raised to the one that was kept outside, so that this is asked for once. Gives how many
 * rotations are concerned.
 */
export function quarantine(database: Database, mark: number): Promise<number> {
  return transact(database, async (tx) => {
    tx.send(raise({ mark }));
    return (await tx.ask(mustVerify())).length;
  });
}

const highWater = compile(sql`
  select case when is_called then last_value else 0 end as mark from turnbolt.high_water`);

const raise = compile<"mark">(sql`
  select setval('turnbolt.high_water', greatest(${sql.placeholder("mark")}::bigint, last_value, 1))
  from turnbolt.high_water`);

/** The revision goes up, so that whoever works on one right now looks again before the next write. */
const mustVerify = compile(sql`
  update ${rotations} set must_verify = true, revision = revision + 1,
    due_at = case
      when lease_until > now() then due_at
      when attention is null and held_at is null then ${NOW}
    end
  where deleted_at is null returning id`);
