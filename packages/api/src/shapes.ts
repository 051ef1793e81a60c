import * as z from "zod";

/** An instant in an answer: a `Date` here, ISO 8601 in UTC on the wire and in the OpenAPI document. */
export const instant = z.date().meta({ type: "string", format: "date-time" });

/** Asks for a page of a list; without `limit` the whole list is given. */
export const paging = {
  limit: z.int().min(1).max(200).optional(),
  cursor: z.string().max(512).optional().meta({ description: "`nextCursor` of the page before" }),
};

/** Where the next page begins; absent or null at the end. */
export const nextCursor = z.string().nullable().optional();

/** The page that somebody asks for. */
export interface Paging {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** No list is given whole that is longer; it is read in pages. */
export const LARGEST_LIST = 10_000;

/** Whole lists that may grow without end come in pages of this size. */
export const LARGEST_PAGE = 1000;
