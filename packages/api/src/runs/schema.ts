import * as z from "zod";

export const runId = z.object({ id: z.uuid() });
export const listRuns = z.object({
  rotationId: z.uuid(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});
export type ListRuns = z.output<typeof listRuns>;
