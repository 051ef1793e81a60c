import { invalid } from "../errors.ts";
import { LARGEST_LIST, type Paging } from "../shapes.ts";
import type { ListPage, StoredSecret } from "./store.ts";

/** The page that is asked for; without a limit the whole list, and one more, to see that it is too long. */
export function pageOf({ limit, cursor }: Paging): ListPage {
  return { limit: limit ?? LARGEST_LIST + 1, after: cursor === undefined ? undefined : placeOf(cursor) };
}

/** Refuses a whole list that is too long. */
export function assertNotTooLong(rows: readonly unknown[]): void {
  if (rows.length <= LARGEST_LIST) return;
  throw invalid(`There are more than ${LARGEST_LIST.toLocaleString("en")}: ask for pages of them.`, "limit");
}

/** Where the next page begins, which may be an empty one. Whole lists have none. */
export function nextOf(rows: readonly StoredSecret[], { limit }: Paging): { nextCursor?: string | null } {
  if (limit === undefined) return {};
  const last = rows.length < limit ? undefined : rows.at(-1);
  if (!last) return { nextCursor: null };
  return { nextCursor: Buffer.from(JSON.stringify([last.path, last.name])).toString("base64url") };
}

/** A cursor that we did not make starts from the beginning. */
function placeOf(cursor: string): ListPage["after"] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(place)) return undefined;
    const [path, name]: unknown[] = place;
    return isText(path) && isText(name) ? { path, name } : undefined;
  } catch {
    return undefined;
  }
}

/** What the database reads without complaint. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && /^[^\0\p{Cs}]*$/u.test(value);
