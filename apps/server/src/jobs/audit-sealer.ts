import { setTimeout as pause } from "node:timers/promises";
import { type Database, holdsSeal, type StoreCipher, sealAudit, writeAudit } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import { type AuditHeadFile, writeHead } from "../data/audit-head.ts";
import { eachMinute } from "../each-minute.ts";

export interface SealingParts {
  readonly database: Database;
  readonly cipher: StoreCipher;
  readonly head: AuditHeadFile;
  readonly log: Logger;
}

/** At the end it is not waited for longer than this. */
const LAST_MS = 3_000;

/**
 * Seals the audit at once, each minute, and once more at the end. What this data folder remembers is compared before
 * that: a database that has lost a seal was cut off or restored, which is written down before the chain grows on.
 */
export function startSealing(parts: SealingParts): { stop(): Promise<void> } {
  const { database, cipher, head, log } = parts;
  const told = new Set<string>();
  const complain = (error: unknown) => log.error(briefly(error), "the audit could not be sealed");
  const seal = async () => {
    await tellOfCut(parts, told);
    const sealed = await sealAudit(database, cipher);
    if (sealed.head) await head.note(sealed.head);
  };
  const first = seal().catch(complain);
  const sealing = eachMinute([seal], complain);
  return {
    stop: async () => {
      await first;
      await sealing.stop();
      await Promise.race([seal().catch(complain), pause(LAST_MS, undefined, { ref: false })]);
    },
  };
}

async function tellOfCut({ database, head, log }: SealingParts, told: Set<string>): Promise<void> {
  for (const known of await head.noted()) {
    const name = writeHead(known);
    if (told.has(name) || (await holdsSeal(database, known))) continue;
    const message = `the audit does not hold seal ${known.sequence}, which this data folder remembers: it was cut off, or a backup was restored`;
    log.error({ head: name }, message);
    await writeAudit(database, { kind: "audit.cut-off", message, data: { head: name } }, null);
    told.add(name);
  }
}
