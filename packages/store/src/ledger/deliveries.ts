import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { outbox } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** Something that somebody is to be told. */
export interface Delivery {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly message: string;
  readonly rotationId: string | null;
  readonly runId: string | null;
  /** The number of the credential that it tells of. */
  readonly version: number | null;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** What has not been delivered yet, oldest first. Two servers may see the same: deliveries are at least once. */
export function undelivered(database: Database, limit: number): Promise<readonly Delivery[]> {
  return guarded(() =>
    database.drizzle
      .select({
        id: outbox.id,
        at: outbox.at,
        kind: outbox.kind,
        message: outbox.message,
        rotationId: outbox.rotationId,
        runId: outbox.runId,
        version: outbox.version,
        data: outbox.data,
      })
      .from(outbox)
      .where(sql`${outbox.deliveredAt} is null`)
      .orderBy(outbox.id)
      .limit(limit),
  );
}

export function markDelivered(database: Database, ids: readonly number[]): Promise<void> {
  return guarded(async () => void (await run(database, mark({ ids: JSON.stringify(ids) }))));
}

/** Are there notices of this credential, or of a newer one, that nobody has been given yet? */
export function hasUndelivered(database: Database, rotationId: string, version: number): Promise<boolean> {
  return guarded(async () => {
    const [row] = await run(database, waiting({ rotationId, version }));
    return row?.waiting === true;
  });
}

const mark = compile<"ids">(sql`
  update ${outbox} set delivered_at = now() where delivered_at is null
    and id in (select value::bigint from jsonb_array_elements_text(${sql.placeholder("ids")}::jsonb))`);

const waiting = compile<"rotationId" | "version">(sql`
  select exists (
    select from ${outbox} where rotation_id = ${sql.placeholder("rotationId")}::uuid
      and version >= ${sql.placeholder("version")}::int and delivered_at is null
  ) as waiting`);
