import type { Samples } from "./samples.ts";

export const SORTS = ["name", "createdAt", "nextRotationAt", "lastRotatedAt"] as const;
export const STATUSES = ["success", "failed", "rotating", "attention"] as const;
const SEARCHES = ["billing", "777", "nightly"];

/** Every set of filters of the list in so many orders, by turns with values that many rotations have and few. */
export function combinations({ projects, types }: Samples, ordersOfEach: number): readonly object[] {
  const filters: readonly (readonly [string, readonly string[]])[] = [
    ["projectId", projects],
    ["type", types],
    ["environment", ["prod", "dev"]],
    ["status", STATUSES],
    ["search", SEARCHES],
  ];
  const orders = SORTS.flatMap((sort) => [
    { sort, descending: false },
    { sort, descending: true },
  ]);
  const turns = new Map<readonly unknown[], number>();
  const next = <T>(values: readonly T[]): T | undefined => {
    const turn = turns.get(values) ?? 0;
    turns.set(values, turn + 1);
    return values[turn % values.length];
  };
  const sets = Array.from({ length: 2 ** filters.length }, (_, set) =>
    filters.filter((_, place) => set & (1 << place)),
  );
  return sets.flatMap((set, number) =>
    // Each eighth one begins with another order, so that the order does not follow from the filters.
    Array.from({ length: ordersOfEach }, (_, place) => ({
      ...orders[(number * ordersOfEach + place + Math.floor(number / orders.length)) % orders.length],
      ...Object.fromEntries(set.map(([name, values]) => [name, next(values)])),
    })),
  );
}
