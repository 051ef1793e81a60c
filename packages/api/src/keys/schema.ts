import * as z from "zod";
import { instant } from "../shapes.ts";

const keyId = z.string().meta({ description: "A short hash of a key, which is no secret" });

export const startRewrap = z.object({ keyId: keyId.min(1).max(200) });
export type StartRewrap = z.output<typeof startRewrap>;

export const keyRewrap = z.object({
  id: z.uuid(),
  keyId,
  requestedBy: z.string(),
  total: z
    .int()
    .meta({ description: "How many data keys there were to wrap: one for each project, and one" }),
  done: z.int(),
  startedAt: instant,
  endedAt: instant.nullable(),
  problem: z
    .string()
    .nullable()
    .meta({ description: "Why it does not go on; it is tried again each minute" }),
});

export const rewrapAnswer = z.object({ keyRewrap });

export const keyStatus = z.object({
  sealsWith: keyId.nullable(),
  known: z.array(keyId).meta({ description: "The keys of the process that answers" }),
  keyRewrap: keyRewrap.nullable().meta({ description: "The last one" }),
});
export type KeyStatusView = z.output<typeof keyStatus>;
