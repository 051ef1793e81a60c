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
  return { pairs, ids };
}
