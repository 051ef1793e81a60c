import { setTimeout as pause } from "node:timers/promises";
import { ApiError } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { Verification } from "./seal-schema.ts";
import type { AuditHead, StoredVerification } from "./seal-store.ts";

export type AuditSealService = ReturnType<typeof auditSealService>;

/** Whoever verifies says each few seconds that it goes on. */
const SILENT_MS = 60_000;

/** How far the audit is sealed, and whether it still is what was sealed. */
export function auditSealService({ store: { auditSeals }, engine, waitMs }: Parts) {
  // Two walks at once in one process would only be in each other's way; with another head it is another question.
  const underWay = new Map<string, Promise<{ readonly id: string; readonly ended: Promise<unknown> }>>();
  const answer = (stored: StoredVerification): Verification => verificationOf(stored, engine.clock.now());
  const begin = (head: string, actor: Actor) => {
    const begun = auditSeals.beginVerification(actor, head === "" ? [] : [headOf(head)]);
    underWay.set(head, begun);
    const forget = () => underWay.delete(head);
    begun.then(({ ended }) => ended.then(forget, forget), forget);
    return begun;
  };
  return {
    async seals(actor: Actor) {
      assertMay(actor, "read", "audit-logs", null);
      const [{ head, unsealed }, last] = await Promise.all([
        auditSeals.status(),
        auditSeals.lastVerification(),
      ]);
      return {
        head: head && {
          head: `${head.sequence}:${head.seal}`,
          sealedAt: head.sealedAt,
          lastAuditLogId: head.lastRow,
        },
        unsealed,
        lastVerification: last && answer(last),
      };
    },
    /** Waits for the end as long as any request does; then it goes on by itself. */
    async verify({ head = "" }: { readonly head?: string | undefined }, actor: Actor) {
      assertMay(actor, "read", "audit-logs", null);
      const { id, ended } = await (underWay.get(head) ?? begin(head, actor));
      const late = new AbortController();
      await Promise.race([ended, pause(waitMs, undefined, { signal: late.signal })]).finally(() =>
        late.abort(),
      );
      const stored = await auditSeals.verification(id);
      if (!stored) throw new ApiError("not-found", "This verification is gone.");
      return { verification: answer(stored) };
    },
  };
}

function verificationOf({ rows, broken, seenAt, ...stored }: StoredVerification, now: Date): Verification {
  const isSilent = now.getTime() - seenAt.getTime() > SILENT_MS;
  const open = isSilent ? "abandoned" : "running";
  const { id, requestedBy, startedAt, endedAt, total, seals } = stored;
  return {
    ...{ id, requestedBy, startedAt, endedAt, total, seals, auditLogs: rows },
    state: endedAt === null ? open : broken ? "broken" : "whole",
    broken: broken && {
      what: broken.what,
      seal: broken.seal,
      auditLogId: broken.row,
      message: broken.message,
    },
  };
}

function headOf(text: string): AuditHead {
  const [sequence = "", seal = ""] = text.split(":");
  return { sequence: Number(sequence), seal };
}
