import { invalid } from "../errors.ts";
import { LARGEST_LIST, type Paging } from "../shapes.ts";
import type { FolderPage } from "./store.ts";

/** The page that is asked for, and one folder more, to see that there are more. */
export function pageOf({ limit = LARGEST_LIST, cursor }: Paging): FolderPage {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, "base64url").toString("utf8");
  // A cursor that we did not make starts from the beginning.
  const isPath = after !== undefined && /^\/[^\0\p{Cs}]*$/u.test(after);
  return { limit: limit + 1, ...(isPath && { after }) };
}

/** What of it is shown, and where the next page begins; refuses a whole list that is too long. */
export function pageFrom<T extends { readonly path: string }>(
  folders: readonly T[],
  { limit }: Paging,
): { readonly shown: readonly T[]; readonly next: { nextCursor?: string | null } } {
  if (limit === undefined) {
    if (folders.length <= LARGEST_LIST) return { shown: folders, next: {} };
    throw invalid(
      `There are more than ${LARGEST_LIST.toLocaleString("en")}: ask for pages of them.`,
      "limit",
    );
  }
  const shown = folders.slice(0, limit);
  const last = folders.length > limit ? shown.at(-1) : undefined;
  return { shown, next: { nextCursor: last ? Buffer.from(last.path).toString("base64url") : null } };
}
