import { bigint, index, integer, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";
import { rotations } from "./rotations.ts";

/** Answers that arrived under a lease that was lost. */
export const findings = turnbolt.table(
  "findings",
  {
    id: uuid("id").primaryKey(),
    rotationId: uuid("rotation_id")
      .notNull()
      .references(() => rotations.id),
    runId: uuid("run_id").notNull(),
    versionId: uuid("version_id").notNull(),
    number: integer("number").notNull(),
    fence: bigint("fence", { mode: "number" }).notNull(),
    answer: bytea("answer").notNull(),
    createdAt: instant("created_at").notNull(),
    usedAt: instant("used_at"),
  },
  (table) => [index("findings_of_rotation").on(table.rotationId)],
);
