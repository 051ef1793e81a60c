import type { Search } from "../../app/search-text.ts";
import type { client } from "../../app/trpc.ts";

type Ask = Extract<Parameters<typeof client.rotations.table.query>[0], object>;
export type TableRow = Awaited<ReturnType<typeof client.rotations.table.query>>["rotations"][number];
export type Sort = NonNullable<Ask["sort"]>;

const SORTS: readonly Sort[] = ["name", "createdAt", "nextRotationAt", "lastRotatedAt"];
const STATUSES = ["success", "failed", "rotating", "attention"] as const;
export const PAGE = 100;

/** How the list is sorted, as the URL has it; by name where it has nothing that there is. */
export const sortOf = ({ sort }: Search): Sort => SORTS.find((one) => one === sort) ?? "name";

export const isDescending = ({ order }: Search): boolean => order === "descending";

/** What is asked of the server for the filters that stand in the URL; what makes no sense there is left out. */
export function tableQuery(search: Search): Omit<Ask, "cursor"> {
  const { project, type, environment, connection, q } = search;
  const status = STATUSES.find((one) => one === search.status);
  return {
    limit: PAGE,
    sort: sortOf(search),
    descending: isDescending(search),
    ...(project && { projectId: project }),
    ...(type && { type }),
    ...(environment && { environment }),
    ...(connection && { connectionId: connection }),
    ...(status && { status }),
    ...(q && { search: q }),
  };
}

/** Whether anything is left out of the list. */
export const isFiltered = ({ project, type, environment, connection, status, q }: Search): boolean =>
  [project, type, environment, connection, status, q].some(Boolean);

/** What a click on a column's heading asks for: this sort, or the other way round. */
export function sortedBy(search: Search, sort: Sort): Search {
  const isCurrent = sortOf(search) === sort;
  return {
    sort: sort === "name" ? undefined : sort,
    order: isCurrent && !isDescending(search) ? "descending" : undefined,
  };
}
