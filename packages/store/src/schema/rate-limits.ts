import { doublePrecision, integer, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { turnbolt } from "./columns.ts";
import { connections } from "./connections.ts";

/** Requests follow each other by fractions of a millisecond. */
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/**
 * What a target allows a connection, as its answers taught it: a bucket that all processes draw from. Unlogged: a turn
 * costs no flush, and after a crash of the database the next answers teach it again.
 */
export const rateLimits = turnbolt.table(
  "rate_limits",
  {
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    /** Tells the vendor's limits apart, one row each. */
    scope: text("scope").notNull(),
    /** So many requests in so many milliseconds; absent where the vendor only refuses. */
    allowed: integer("allowed"),
    windowMs: doublePrecision("window_ms").notNull(),
    /** Since then the bucket fills; later than now: so much was drawn ahead. */
    emptyAt: moment("empty_at").notNull(),
    /** Until then nothing is sent on this connection, and no claim takes work of it. */
    restsUntil: moment("rests_until"),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.scope] })],
);
