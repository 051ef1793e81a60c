import { fillPlaceholders, type SQLWrapper, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";

/** A text of ours and its values, ready for the wire. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const dialect = new PgDialect();

/**
 * Makes the text once; what comes back fills its placeholders. Few texts with JSON for values mean few prepared
 * statements, whatever a change contains and however many rotations it is about.
 */
export function compile<Names extends string = never>(
  query: SQLWrapper,
): (...values: [Names] extends [never] ? [] : [Readonly<Record<Names, unknown>>]) => Statement {
  const { sql: text, params } = dialect.sqlToQuery(query.getSQL());
  return (...[values]) => ({ text, values: fillPlaceholders(params, values ?? {}) });
}

/** The database's time as our columns keep it. Cut, because a rounded one could be later than now: due, and not due. */
export const NOW = sql.raw("date_trunc('milliseconds', now())");

/** A list of ids as one value. */
export const idList = (ids: readonly string[]): string => `{${ids.join(",")}}`;
