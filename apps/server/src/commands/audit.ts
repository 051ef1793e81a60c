import {
  type AuditHead,
  type AuditSealStatus,
  type AuditVerification,
  recordVerification,
  sealStatus,
  verifyAudit,
} from "@turnbolt/store";
import { auditHeadIn, readHead, writeHead } from "../data/audit-head.ts";
import type { Settings } from "../env.ts";
import { openBeside } from "./open-beside.ts";

export interface AuditOptions {
  readonly settings: Settings;
  /** A head that was noted. */
  readonly head: string | undefined;
  readonly json: boolean;
  readonly say: (text: string) => void;
  /** For what is no result. */
  readonly tell: (text: string) => void;
}

/** What a process ends with: the audit is whole, or it is broken. 1 is for what could not be looked at. */
const [WHOLE, BROKEN] = [0, 2];

/** Who the command line is in the audit. */
const US = { id: "command-line", address: null, requestId: null };

const TOLD_EACH_MS = 5_000;

/** `turnbolt audit verify` and `turnbolt audit head`; gives the exit code. */
export async function auditCommand(command: string | undefined, options: AuditOptions): Promise<number> {
  if (command === "verify") return await verify(options);
  if (command === "head") return await head(options);
  throw new Error(`turnbolt audit knows verify and head, not ${command ?? "nothing"}.`);
}

async function head({ settings, say }: AuditOptions): Promise<number> {
  const { database, close } = await openBeside(settings);
  const status = await sealStatus(database).finally(close);
  if (!status.head) throw new Error("Nothing of the audit is sealed yet.");
  say(writeHead(status.head));
  return WHOLE;
}

async function verify(options: AuditOptions): Promise<number> {
  const { settings, say, tell, json } = options;
  const given = givenHead(options.head);
  const { database, cipher, installation, close } = await openBeside(settings);
  try {
    const noted = [...given, ...(await auditHeadIn(settings.dataDirectory, installation).noted())];
    const startedAt = await database.now();
    const found = await verifyAudit(database, cipher, { noted, onProgress: slowly(tell) });
    const status = await sealStatus(database);
    await recordVerification(database, { ...found, startedAt }, US).catch((error: Error) =>
      tell(`! The result could not be written down: ${error.message}.`),
    );
    say(json ? JSON.stringify(resultOf(found, status)) : wordsOf(found, status, await database.now()));
    return found.broken ? BROKEN : WHOLE;
  } finally {
    await close();
  }
}

function givenHead(text: string | undefined): readonly AuditHead[] {
  if (text === undefined) return [];
  const found = readHead(text);
  if (!found)
    throw new Error("--head must be a head as it was printed: 12:9f86…, with 64 hexadecimal digits.");
  return [found];
}

function slowly(tell: (text: string) => void) {
  let told = performance.now();
  return async ({ total, seals, rows }: { total: number; seals: number; rows: number }) => {
    if (performance.now() - told < TOLD_EACH_MS) return;
    told = performance.now();
    tell(`… ${seals} of ${total} seals, ${rows} rows`);
  };
}

const resultOf = ({ seals, rows, head, broken }: AuditVerification, { unsealed }: AuditSealStatus) => ({
  ...{ isWhole: broken === null, seals, rows, head: head && writeHead(head), broken },
  unsealed: { count: unsealed.count, since: unsealed.since },
});

function wordsOf(found: AuditVerification, { unsealed }: AuditSealStatus, now: Date): string {
  const { seals, rows, head, broken } = found;
  const lines = broken
    ? [
        `The audit is BROKEN: ${broken.message}.`,
        `  Right     up to seal ${seals}, ${rows} rows; what comes behind the first broken place was not looked at`,
      ]
    : [`The audit is whole: ${rows} rows under ${seals} seals are what they were.`];
  if (head) lines.push(`  Head      ${writeHead(head)}`);
  if (head && !broken)
    lines.push("            (note it elsewhere; with --head a later run finds an end that was cut off)");
  const many = unsealed.count >= 10_000 ? "10,000 or more" : String(unsealed.count);
  const age = unsealed.since && Math.max(0, Math.round((now.getTime() - unsealed.since.getTime()) / 1_000));
  lines.push(`  Unsealed  ${many} rows${age === null ? "" : `, the first of them written ${age} s ago`}`);
  return lines.join("\n");
}
