import type { Options } from "../options.ts";
import { countSealing, raceSealing } from "./seals.ts";

/** What the counts must not go beyond: a flush for each full seal, and 40 bytes and a little for each row. */
const MOST_FLUSHES = 0.002;
const MOST_LOG = 0.07;

/** What sealing the audit costs each row: flushes and bytes of the log are counted and asserted, times are told. */
export async function measureSealing({
  rounds,
  requests,
}: Pick<Options, "rounds" | "requests">): Promise<readonly { name: string; wrong: readonly string[] }[]> {
  const { flushesPerRow, log } = await countSealing();
  const { lines, wrong } = await raceSealing(requests, rounds);
  console.log("\nsealing the audit");
  for (const line of lines) console.log(`  ${line}`);
  const within = (name: string, value: number, most: number) => ({
    name: `${name}: ${value.toFixed(4)}, at most ${most}`,
    wrong: value > 0 && value <= most ? [] : ["counted otherwise"],
  });
  return [
    within("flushes of sealing for each row of the audit", flushesPerRow, MOST_FLUSHES),
    within("bytes of the log for sealing, over those for changing", log, MOST_LOG),
    { name: "every row of the audit is sealed, and whole", wrong },
  ];
}
