import { sql } from "drizzle-orm";

/** A list by path and name: how much of it, and behind which secret it begins. */
export interface ListPage {
  /** At most so many. */
  readonly limit: number;
  readonly after?: { readonly path: string; readonly name: string } | undefined;
}

/** No list is longer: of one that would be, nothing is read out, and nothing is audited. */
export const LARGEST_LIST = 10_000;

/** The placeholders of `behind` and `PAGE_LIMIT`. */
export type PagePlace = "limit" | "afterPath" | "afterName";

/** Their values. */
export const onPage = ({ limit, after }: ListPage) => ({
  limit,
  afterPath: after?.path ?? null,
  afterName: after?.name ?? null,
});

const path = sql`${sql.placeholder("afterPath")}::text`;

/** A secret `s` in `p` comes behind the place where the page before has ended. */
export const behind = sql`(${path} is null or (p.path, s.name) > (${path}, ${sql.placeholder("afterName")}::text))`;

export const pageLimit = sql`limit ${sql.placeholder("limit")}::int`;
