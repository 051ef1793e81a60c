import type { Options } from "../options.ts";
import { race } from "../race.ts";
import { ratio, tellLaps } from "../report.ts";
import { AT_ONCE, BARE, here, openDoors, PROJECT_REST, PROJECT_TRPC, READ_REST, READ_TRPC } from "./doors.ts";

/** What a read over HTTP costs beside the least that it could; gives what is wrong with what was told of the reads. */
export async function raceDoors({
  rounds,
  requests,
}: Pick<Options, "rounds" | "requests">): Promise<{ readonly wrong: readonly string[] }> {
  const doors = await openDoors(requests);
  try {
    // Texts are prepared and code is warm before anything is measured.
    for (const contender of doors.contenders) await contender.work();
    const laps = await race(doors.sql, doors.contenders, rounds, (line) => console.log(line));
    console.log(`\nrequests, ${AT_ONCE} at once, median (lowest–highest)`);
    for (const line of tellLaps(laps)) console.log(line);
    console.log("\nround by round");
    console.log(`  ${READ_REST} over ${BARE}: ${ratio(laps, READ_REST, BARE)}`);
    console.log(`  the same, asked from one thread: ${ratio(laps, here(READ_REST), here(BARE))}`);
    console.log(`  ${READ_REST} over ${READ_TRPC}: ${ratio(laps, READ_REST, READ_TRPC)}`);
    console.log(`  ${PROJECT_REST} over ${PROJECT_TRPC}: ${ratio(laps, PROJECT_REST, PROJECT_TRPC)}`);
    const readers = 3;
    return { wrong: await doors.wrongAfter(readers * (rounds + 1) * requests) };
  } finally {
    await doors.close();
  }
}
