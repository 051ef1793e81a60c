import * as z from "zod";

export const providerType = z.object({ type: z.string() });

export const optionsQuery = z.object({
  type: z.string(),
  connectionId: z.uuid(),
  parameter: z.string(),
  search: z.string().max(256).optional(),
  cursor: z.string().max(1024).optional(),
});
export type OptionsQuery = z.output<typeof optionsQuery>;
