import * as z from "zod";
import { pluginPackage } from "../providers/schema.ts";
import { instant } from "../shapes.ts";

export const about = z.object({
  version: z.string(),
  apiLevel: z.int().meta({ description: "The level that plugins have to be made for" }),
  database: z.enum(["embedded", "external"]),
  startedAt: instant.meta({ description: "Of the process that answers" }),
  uptimeSeconds: z.int(),
  plugins: z
    .array(
      z.object({
        type: z.string(),
        app: z.string(),
        title: z.string(),
        package: pluginPackage.nullable().meta({ description: "null: a program handed it over" }),
      }),
    )
    .meta({ description: "By type" }),
});
export type About = z.output<typeof about>;
