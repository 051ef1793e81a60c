import type { Kill } from "./play.ts";

/** The point's place in the life of a rotation. */
const STEPS = [
  "command",
  "create",
  "claim",
  "connect",
  "list",
  "issue",
  "verify",
  "revoke",
  "renew",
  "save",
  "finding",
];

/** How many kills there were of each provider, and how many passed. */
export function figuresOf(kills: readonly Kill[]): readonly string[] {
  const names = [...new Set(kills.map(({ provider }) => provider))].sort();
  return names.map((name) => {
    const ofIt = kills.filter(({ provider }) => provider === name);
    const passed = ofIt.filter(({ problems }) => problems.length === 0).length;
    return `${name}: ${ofIt.length} kills, ${passed} passed`;
  });
}

/** How many kills there were at each point, by provider, on both databases. */
export function tableOf(kills: readonly Kill[]): string {
  const lanes = [...new Set(kills.map(laneOf))].sort();
  const points = [...new Set(kills.map(({ aim }) => aim.point))].sort((a, b) => placeOf(a) - placeOf(b));
  const count = (point: string, lane?: string) =>
    kills.filter((kill) => kill.aim.point === point && (lane === undefined || laneOf(kill) === lane)).length;
  const rows = [
    ["killed at", ...lanes, "all"],
    ...points.map((point) => [
      point,
      ...lanes.map((lane) => shown(count(point, lane))),
      String(count(point)),
    ]),
    [
      "all",
      ...lanes.map((lane) => String(kills.filter((kill) => laneOf(kill) === lane).length)),
      String(kills.length),
    ],
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

/** One kill in one line. */
export function lineOf({ provider, database, deed, aim, beside, problems }: Kill): string {
  const where = [`${provider} on ${database}: ${deed}`, `${aim.point} ${aim.occurrence}`, ...beside].join(
    ", ",
  );
  return problems.length === 0
    ? `✓ ${where}`
    : `✗ ${where}\n${problems.map((text) => `    ${text}`).join("\n")}`;
}

/** Both databases together, so that all providers stand side by side. */
const laneOf = ({ provider }: Kill): string => provider;
const shown = (count: number): string => (count === 0 ? "·" : String(count));

function placeOf(point: string): number {
  const step = STEPS.findIndex((name) => point.startsWith(name));
  const moment = [
    "before",
    "locked",
    "uncommitted",
    "commit sent",
    "after",
    "in flight",
    "unheard",
  ].findIndex((name) => point.endsWith(name));
  return step * 10 + moment;
}
