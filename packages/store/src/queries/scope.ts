import { type SQL, sql } from "drizzle-orm";
import { idList } from "../statement.ts";
import { isUuid } from "./page.ts";

/** Ids of projects, or all of them. */
export type Scope = "all" | readonly string[];

/** `r`: rows with a project. */
export const inScope = (scope: Scope, column: SQL = sql`r.project_id`): SQL =>
  scope === "all" ? sql`true` : sql`${column} = any (${idsOf(scope)})`;

export const idsOf = (scope: readonly string[]): SQL => sql`${idList(scope.filter(isUuid))}::uuid[]`;
