import type { Call } from "./calls.ts";
import { combinations, SORTS, STATUSES } from "./combinations.ts";
import type { Samples } from "./samples.ts";

/** As many rotations as the dashboard loads at once. */
const PAGE = 100;
/** Of each: itself, its place, its last ten runs and some of them again, its secrets and credentials. */
const SHOWN = PAGE * 46;
/** To find those that fit: five hundred for each part of a filter, and three thousand along an order, each looked at twice. */
const LOOKED_AT = 6 * 501 + 2 * 3_000;

/** The list of rotations: its orders, each of its filters, searches, and all of that together. */
export function listCalls(samples: Samples, ordersOfEach: number): readonly Call[] {
  const { projects, types, connections, middle } = samples;
  const list = (name: string, inputs: readonly object[], most = SHOWN + LOOKED_AT): Call => ({
    name: `rotations, ${name}`,
    procedure: "rotations.table",
    inputs: inputs.map((input) => ({ limit: PAGE, ...input })),
    most,
    ofScope: true,
  });
  const either = (query: object) => [query, { ...query, descending: true }];
  const of = <T>(name: string, values: readonly T[]) => values.map((value) => ({ [name]: value }));
  const search = (name: string, ...texts: readonly string[]) => list(name, of("search", texts));
  return [
    ...SORTS.flatMap((sort) => [
      list(`by ${sort}`, either({ sort }), SHOWN),
      list(`by ${sort}, half of the way down`, either({ sort, cursor: middle[sort] }), SHOWN),
    ]),
    list("of a project", of("projectId", projects)),
    list("of a type", of("type", types)),
    list("of an environment", of("environment", ["dev", "prod"])),
    list("of a connection", of("connectionId", connections)),
    ...STATUSES.map((status) =>
      list(
        status,
        SORTS.map((sort) => ({ status, sort })),
      ),
    ),
    search("a search with a few hits", "777", "orders 1204", "backup-99"),
    search("a search with many hits", "billing", "mail work", "re", "nightly"),
    search("a search without a hit", "nowhere", "billing mail"),
    list(
      "the search of the palette",
      of("search", ["bil", "orders-wr", "nig"]).map((query) => ({ ...query, limit: 8 })),
    ),
    list("filters and orders together", combinations(samples, ordersOfEach)),
  ];
}
