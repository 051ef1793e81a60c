import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditHead } from "@turnbolt/store";

/** The last seal of the audit that this data folder has seen, kept outside of the database that it is about. */
export interface AuditHeadFile {
  /** None where the folder has not seen any of this installation. */
  noted(): Promise<readonly AuditHead[]>;
  note(head: AuditHead): Promise<void>;
}

export function auditHeadIn(directory: string, installation: string): AuditHeadFile {
  const file = join(directory, "audit-head");
  return {
    noted: async () => {
      const [whose, text = ""] = (await readOptional(file)).trim().split(" ");
      const head = whose === installation ? readHead(text) : null;
      return head ? [head] : [];
    },
    note: async (head) => {
      // Whole or not at all.
      await writeFile(`${file}.new`, `${installation} ${writeHead(head)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
  };
}

export const writeHead = ({ sequence, seal }: AuditHead): string => `${sequence}:${seal}`;

/** `null` for a text that is no head. */
export function readHead(text: string): AuditHead | null {
  const [, sequence, seal] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  return sequence && seal ? { sequence: Number(sequence), seal } : null;
}

function readOptional(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}
