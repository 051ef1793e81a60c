import { type SQL, sql } from "drizzle-orm";

export interface RotationOrder {
  readonly sort: "name" | "createdAt" | "nextAt" | "lastRotatedAt";
  readonly descending: boolean;
}

interface Order {
  /** Of `listings l` or of `rotations r`, which has an index by it and by the id. */
  readonly column: SQL;
  readonly id: SQL;
  readonly type: "text" | "timestamptz";
  readonly of: "listings" | "rotations";
  readonly mayBeAbsent: boolean;
  /** As a cursor has it. */
  readonly value: SQL;
}

const ofListing = (column: SQL, type: Order["type"]): Order => ({
  ...{ column, type, id: sql`l.rotation_id`, of: "listings", mayBeAbsent: false },
  value: type === "text" ? column : iso(column),
});

const ofRotation = (column: SQL): Order => ({
  ...{ column, type: "timestamptz", id: sql`r.id`, of: "rotations", mayBeAbsent: true },
  value: iso(column),
});

const iso = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What a list may be sorted by. */
export const ORDERS: Readonly<Record<RotationOrder["sort"], Order>> = {
  name: ofListing(sql`l.name`, "text"),
  createdAt: ofListing(sql`l.created_at`, "timestamptz"),
  nextAt: ofRotation(sql`r.next_at`),
  lastRotatedAt: ofRotation(sql`r.last_rotated_at`),
};
