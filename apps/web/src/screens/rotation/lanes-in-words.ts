import type { Ahead, Bar } from "./bars.ts";

/** What the lanes show, for those who listen: a sentence for each version and for what comes next. */
export function lanesInWords(bars: readonly Bar[], ahead: Ahead, timeOf: (at: number) => string): string[] {
  const known = bars.filter(({ state }) => state !== "planned").toReversed();
  return [
    ...(ahead.rotation ? [`v${ahead.rotation.version} is planned for ${timeOf(ahead.rotation.at)}.`] : []),
    ...(ahead.revoke ? [`v${ahead.revoke.version} is revoked ${timeOf(ahead.revoke.at)}.`] : []),
    ...known.map((bar) => sentenceOf(bar, timeOf)),
  ];
}

/** What is written on a bar, the longest first that has room. */
export const namesOf = ({ version, state }: Bar): readonly string[] => [
  `v${version} ${state}`,
  `v${version}`,
];

function sentenceOf({ version, handle, state, segments }: Bar, timeOf: (at: number) => string): string {
  const told = segments
    .filter(({ isGhost }) => !isGhost)
    .map(({ kind, from, to }) => `${kind} from ${timeOf(from)} to ${timeOf(to)}`);
  return `v${version} (${handle ?? "no handle"}), now ${state}: ${told.join(", ")}.`;
}
