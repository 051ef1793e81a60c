import postgres from "postgres";
import { type Pairs, pairsOf } from "./pairs.ts";
import type { Turnbolt } from "./turnbolt.ts";

const NAMES = [
  ["billing-db", "prod"],
  ["orders-db", "prod"],
  ["search-db", "prod"],
  ["reports-db", "staging"],
  ["ledger-db", "prod"],
  ["inventory-db", "dev"],
] as const;

/** What a small company would have: rotations that work, one in its overlap, one paused, and one that fails. */
export async function smallCompany(
  turnbolt: Turnbolt,
): Promise<{ readonly pairs: Pairs; readonly ids: readonly string[] }> {
  const { client } = turnbolt;
  const pairs = await pairsOf(turnbolt, "main-cluster");
  const ids: string[] = [];
  for (const [name, environment] of NAMES) ids.push(await pairs.create(name, { environment }));
  const [billing, orders, , , ledger, inventory] = ids;
  for (const rotationId of [billing, orders, orders, billing])
    await client.rotations.rotate.mutate({ rotationId: rotationId ?? "", force: true });
  await client.rotations.pause.mutate({ rotationId: inventory ?? "" });
  // Its accounts are gone: the run is told so by the target.
  await pairs.sql("drop role ledger_db_b");
  await client.rotations.rotate.mutate({ rotationId: ledger ?? "" }).catch(() => null);
  await weeksApart(turnbolt, billing ?? "");
  return { pairs, ids };
}

/** As if its versions had come a week after each other: a picture of minutes shows no lanes. */
async function weeksApart({ databaseUrl }: Turnbolt, rotationId: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`
    update turnbolt.versions v set
      created_at = created_at - make_interval(days => 7 * (m.last - v.number)),
      promoted_at = promoted_at - make_interval(days => 7 * (m.last - v.number)),
      ended_at = ended_at - make_interval(days => 7 * greatest(0, m.last - v.number - 2))
    from (select max(number) as last from turnbolt.versions where rotation_id = ${rotationId}) m
    where v.rotation_id = ${rotationId}`;
  await sql.end();
}
