import * as z from "zod";
import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";
import * as sealSchema from "./seal-schema.ts";

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
    seals: procedure
      .meta({ http: { method: "GET", path: `${PATH}/seals`, summary: "Read how far the audit is sealed" } })
      .input(z.object({}).prefault({}))
      .output(sealSchema.seals)
      .query(({ ctx }) => ctx.services.auditSeals.seals(ctx.actor)),
    verify: procedure
      .meta({
        http: {
          method: "POST",
          path: `${PATH}/verify`,
          summary: "Verify that the audit is what was sealed",
          description:
            "Walks along the whole chain up to the first broken place. An answer that could not wait for the end says `running`.",
        },
      })
      .input(sealSchema.verifyAuditInput.prefault({}))
      .output(sealSchema.verified)
      .mutation(({ ctx, input }) => ctx.services.auditSeals.verify(input, ctx.actor)),
  });
