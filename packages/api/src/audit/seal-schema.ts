import * as z from "zod";
import { instant } from "../shapes.ts";

/** A head as people note it. */
export const HEAD = /^[1-9]\d{0,14}:[0-9a-f]{64}$/;

const head = z.string().meta({
  description: "The place of the seal in the chain, and the seal: worth noting outside of the database",
  examples: ["12:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
});

export const verifyAuditInput = z.object({
  head: head.regex(HEAD, "must be a head, as 12:9f86…, with 64 hexadecimal digits").optional(),
});

export const verification = z.object({
  id: z.uuid(),
  requestedBy: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  state: z
    .enum(["running", "whole", "broken", "abandoned"])
    .meta({ description: "`abandoned`: whoever verified has died or failed on the way" }),
  total: z.int().meta({ description: "Seals that there are to verify" }),
  seals: z.int().meta({ description: "Those of them that are right" }),
  auditLogs: z.int().meta({ description: "Rows that are right" }),
  broken: z
    .object({
      what: z.enum([
        "row-changed",
        "row-removed",
        "row-added",
        "seal-changed",
        "seal-removed",
        "seal-moved",
        "key-missing",
        "cut-off",
        "other-chain",
      ]),
      seal: z.int(),
      auditLogId: z.int().nullable(),
      message: z.string(),
    })
    .nullable()
    .meta({ description: "The first broken place" }),
});
export type Verification = z.output<typeof verification>;

export const verified = z.object({ verification });

export const seals = z.object({
  head: z
    .object({ head, sealedAt: instant, lastAuditLogId: z.int() })
    .nullable()
    .meta({ description: "The newest seal; null: there is none yet" }),
  unsealed: z.object({
    count: z.int().meta({ description: "Rows behind it; 10,000 stands for any number from there on" }),
    since: instant.nullable().meta({ description: "When the first of them was written" }),
  }),
  lastVerification: verification.nullable(),
});
