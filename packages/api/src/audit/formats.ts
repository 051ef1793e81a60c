import { stringify } from "csv-stringify/sync";
import { type AuditLog, auditLog } from "./schema.ts";

/** How the audit is written out. */
export interface Format {
  readonly head: string;
  rows(logs: readonly AuditLog[]): string;
}

const columns = Object.keys(auditLog.shape);

/** For spreadsheets: a text that one of them would take for a formula gets an apostrophe before it. */
export const csv: Format = {
  head: stringify([columns], { record_delimiter: "windows" }),
  rows: (logs) =>
    stringify(
      logs.map(({ createdAt, data, ...log }) => ({
        ...log,
        createdAt: createdAt.toISOString(),
        data: JSON.stringify(data),
      })),
      { columns, record_delimiter: "windows", escape_formulas: true },
    ),
};

/** One JSON object a line. */
export const jsonLines: Format = {
  head: "",
  rows: (logs) => logs.map((log) => `${JSON.stringify(log)}\n`).join(""),
};
