import type { PostgresTarget } from "@turnbolt/targets";
import type postgres from "postgres";

/** What one request read, by the plans of its statements as the server itself carried them out. */
export interface Reading {
  /** Statements that told their plan. */
  readonly statements: number;
  /** Rows that were looked at, thrown away or not. */
  readonly rows: number;
  /** Pages of 8 kB. */
  readonly pages: number;
  /** The statement that read the most: its rows, and the scans it is made of. */
  readonly worst: string;
}

/** For a server that is to tell its plans later on; until then it costs nothing. */
export const TELLS_PLANS = {
  session_preload_libraries: "auto_explain",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_buffers": "on",
  "auto_explain.log_timing": "off",
  "auto_explain.log_nested_statements": "on",
  "auto_explain.log_parameter_max_length": "0",
  "auto_explain.log_format": "json",
} as const;

/** Carries out requests, one after the other, and says what the server read for each. */
export async function readingsOf(
  target: PostgresTarget,
  sql: postgres.Sql,
  requests: readonly (() => Promise<unknown>)[],
): Promise<readonly Reading[]> {
  const tell = async (milliseconds: number) => {
    await sql.unsafe(`alter system set auto_explain.log_min_duration = ${milliseconds}`);
    await sql`select pg_reload_conf()`;
  };
  const before = (await target.log()).length;
  await tell(0);
  // Connections hear of it when they are next used, or a moment later.
  while (!(await target.log()).includes(`${MARK}none`)) await sql.unsafe(`select '${MARK}none'`);
  for (const request of requests.slice(0, 1)) await request();
  for (const [number, request] of requests.entries()) {
    await sql.unsafe(`select '${MARK}${number}'`);
    await request();
  }
  await tell(-1);
  const readings = new Map<number, Plan[]>();
  let number = -1;
  for (const told of plansIn((await target.log()).slice(before))) {
    const mark = new RegExp(`^select '${MARK}(\\d+)'`).exec(told["Query Text"]);
    if (mark) number = Number(mark[1]);
    else readings.set(number, [...(readings.get(number) ?? []), told]);
  }
  return requests.map((_, place) => readingOf(readings.get(place) ?? []));
}

const MARK = "request ";

interface Plan {
  readonly "Query Text": string;
  readonly Plan: Node;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly Node[];
}

/** Each begins a line of the log and goes on in lines that begin with a tab. */
function plansIn(log: string): readonly Plan[] {
  const plans = log.matchAll(/ LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n?)+)/g);
  return [...plans].map(([, json = ""]) => JSON.parse(json.replaceAll(/\n\t/g, "\n")) as Plan); // as auto_explain writes it
}

function readingOf(plans: readonly Plan[]): Reading {
  const statements = plans.map(({ Plan: root }) => {
    const scans = nodesOf(root).flatMap((node) => scanOf(node));
    const rows = scans.reduce((sum, scan) => sum + scan.rows, 0);
    const pages = (root["Shared Hit Blocks"] ?? 0) + (root["Shared Read Blocks"] ?? 0);
    return { rows, pages, scans };
  });
  const worst = statements.toSorted((a, b) => b.rows - a.rows)[0];
  const scans = worst?.scans.toSorted((a, b) => b.rows - a.rows).slice(0, 4) ?? [];
  return {
    statements: statements.length,
    rows: statements.reduce((sum, { rows }) => sum + rows, 0),
    pages: statements.reduce((sum, { pages }) => sum + pages, 0),
    worst: `${worst?.rows ?? 0} rows: ${scans.map(({ name, rows }) => `${name} ${rows}`).join(", ")}`,
  };
}

const nodesOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** What a node took out of a table or an index, before anything was left out. */
function scanOf(node: Node): readonly { readonly name: string; readonly rows: number }[] {
  const from = node["Index Name"] ?? node["Relation Name"];
  if (from === undefined || !node["Node Type"].includes("Scan")) return [];
  const seen =
    node["Actual Rows"] +
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0);
  return [{ name: `${node["Node Type"]} ${from}`, rows: Math.round(seen * node["Actual Loops"]) }];
}
