import { randomInt, randomUUID } from "node:crypto";
import type { Random } from "@turnbolt/core";

const STEPS = 2 ** 47;

/** The system's own randomness. */
export const systemRandom: Random = {
  uuid: () => randomUUID(),
  fraction: () => randomInt(STEPS) / STEPS,
};
