import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const PATH = "/api/v1/audit-logs";
const ONCE =
  "Reading the audit is itself written there, once for all pages of a list and once for an export.";

/** What happened, and who did it. */
export const auditRouter = () =>
  router({
    list: procedure
      .meta({
        http: { method: "GET", path: PATH, summary: "Read the audit, the newest first", description: ONCE },
      })
      .input(schema.listAudit)
      .output(schema.auditPage)
      .query(({ ctx, input }) => ctx.services.audit.list(input, ctx.actor)),
    exportCsv: procedure
      .meta({
        http: {
          method: "GET",
          path: `${PATH}/export.csv`,
          summary: "Export the audit for a spreadsheet",
          description: ONCE,
          contentType: "text/csv; charset=utf-8",
        },
      })
      .input(schema.exportAudit)
      .output(schema.stream)
      .query(({ ctx, input }) => ctx.services.audit.export("csv", input, ctx.actor)),
    exportJsonLines: procedure
      .meta({
        http: {
          method: "GET",
          path: `${PATH}/export.jsonl`,
          summary: "Export the audit, one JSON object a line",
          description: ONCE,
          contentType: "application/jsonl; charset=utf-8",
        },
      })
      .input(schema.exportAudit)
      .output(schema.stream)
      .query(({ ctx, input }) => ctx.services.audit.export("jsonl", input, ctx.actor)),
  });
