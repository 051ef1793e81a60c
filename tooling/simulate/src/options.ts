import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { simulated, simulatedAs } from "./simulated.ts";

const A_DAY = 86_400;

/** What the command line asks for. */
export interface Options {
  readonly seeds: number;
  readonly corners: readonly string[];
  /** Searches as well. */
  readonly exhaustive: boolean;
  /** Only this seed, with its whole history. */
  readonly seed: number | null;
  readonly processes: number;
  readonly timeCapMs: number;
}

/** Throws with a plain message for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: "string", default: "2000" },
      corner: { type: "string" },
      exhaustive: { type: "boolean", default: false },
      seed: { type: "string" },
      "workers-processes": { type: "string" },
      "time-cap": { type: "string", default: String(A_DAY) },
    },
  });
  const { corner } = values;
  if (corner !== undefined) simulatedAs(corner);
  return {
    seeds: whole("seeds", values.seeds),
    corners: corner === undefined ? simulated.map(({ name }) => name) : [corner],
    exhaustive: values.exhaustive,
    seed: values.seed === undefined ? null : whole("seed", values.seed),
    processes: whole("workers-processes", values["workers-processes"] ?? String(availableParallelism())),
    timeCapMs: values["time-cap"] ? 1_000 * whole("time-cap", values["time-cap"]) : Number.POSITIVE_INFINITY,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number, not ${text}`);
  return value;
}
