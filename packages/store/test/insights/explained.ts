import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import type { Database } from "../../src/index.ts";
import type { Store } from "../support.ts";

/** What one question cost. */
export interface Cost {
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
  /** Rows that were looked at, thrown away or not, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly indexes: ReadonlySet<string>;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly Node[];
}

/**
 * Asks something of a database, asks every query of it a second time, explained, under the settings that it was asked
 * with, and tells what that cost.
 */
export async function costOf(
  { database, target }: Store,
  ask: (database: Database) => Promise<unknown>,
): Promise<Cost> {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  const debug = (_: number, text: string, values: unknown[]) => void asked.push({ text, values });
  const options = { max: 2, onnotice: () => {} };
  const client = postgres(target.url, { ...options, debug });
  const again = postgres(target.url, { ...options, max: 1 });
  try {
    await ask({ ...database, client, drizzle: drizzle(client) });
    // As our own connections have it, but for questions that say otherwise.
    await again`set plan_cache_mode = force_generic_plan`;
    const roots: Node[] = [];
    for (const { text, values } of asked) {
      if (isQuestion(text)) roots.push(await explained(again, text, values));
      else await again.unsafe(text);
    }
    return summed(roots.flatMap(nodesOf));
  } finally {
    await Promise.all([client.end(), again.end()]);
  }
}

const isQuestion = (text: string): boolean => !/^(begin|commit|rollback|select set_config)/.test(text.trim());

async function explained(sql: Sql, text: string, values: readonly unknown[]): Promise<Node> {
  await sql.unsafe(`prepare asked as ${text}`);
  const call = values.length === 0 ? "" : `(${values.map(literal).join(", ")})`;
  const [row] = await sql.unsafe(`explain (analyze, format json) execute asked${call}`);
  await sql.unsafe("deallocate asked");
  if (!row) throw new Error("no plan came back");
  const [plan] = row["QUERY PLAN"] as readonly [{ readonly Plan: Node }];
  return plan.Plan;
}

const literal = (value: unknown): string =>
  value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`;

/** What a bitmap was made of counts for the table that it is about. */
const nodesOf = (node: Node): readonly Node[] => [
  node,
  ...(node.Plans ?? []).flatMap((inner) =>
    nodesOf(
      inner["Node Type"] === "Bitmap Index Scan" ? { ...inner, "Relation Name": relationOf(node) } : inner,
    ),
  ),
];

const relationOf = (node: Node): string => node["Relation Name"] ?? "unknown";

function summed(nodes: readonly Node[]): Cost {
  const rows: Record<string, number> = {};
  const scanned = new Set<string>();
  for (const node of nodes) {
    const table = node["Relation Name"];
    if (table === undefined) continue;
    if (node["Node Type"] === "Seq Scan") scanned.add(table);
    const seen =
      node["Actual Rows"] +
      (node["Rows Removed by Filter"] ?? 0) +
      (node["Rows Removed by Index Recheck"] ?? 0);
    rows[table] = (rows[table] ?? 0) + Math.round(seen * node["Actual Loops"]);
  }
  return {
    scanned: [...scanned],
    rows,
    indexes: new Set(nodes.flatMap((node) => node["Index Name"] ?? [])),
  };
}
