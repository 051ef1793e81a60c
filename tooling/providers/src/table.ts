import type { RotationProvider } from "@turnbolt/core";
import type { CrashPoints } from "./crash-points.ts";
import type { Official } from "./plugins.ts";

const BEGIN = "<!-- providers: made by tooling/providers/src/main.ts -->\n";
const END = "<!-- /providers -->\n";

export interface Line extends Pick<Official, "name" | "readme" | "provider"> {
  /** `null`: it could not be counted here, and what stands in the text is kept. */
  readonly crashPoints: CrashPoints | null;
}

/** The text with the table between its marks as the plugins have it now. */
export function withTable(text: string, lines: readonly Line[]): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error("the marks of the table of providers are missing");
  const old = text.slice(from, to);
  const rows = lines.map((line) => `| ${cellsOf(line, old).join(" | ")} |`);
  const table = [`| ${HEAD.join(" | ")} |`, `|${" --- |".repeat(HEAD.length)}`, ...rows, ""].join("\n");
  return text.slice(0, from + BEGIN.length) + table + text.slice(to);
}

const HEAD = [
  "",
  "phase",
  "origin",
  "for your clients",
  "tested against",
  "crash points passed",
  "what an unlucky crash can cost",
];

function cellsOf({ name, readme, provider, crashPoints }: Line, old: string): readonly string[] {
  return [
    `[${name}](plugins/${name}/README.md): ${provider.title}`,
    provider.phase,
    originOf(provider),
    provider.phase === "dual" ? "no downtime" : "a brief gap",
    testedAgainst(name, readme),
    crashPoints === null
      ? (new RegExp(`^\\| \\[${name}\\].*?\\| (\\d+) \\| [^|]*\\|$`, "m").exec(old)?.[1] ?? "?")
      : String(crashPoints.points),
    costOf(provider),
  ];
}

/** The bold beginning of the last part of a plugin's README. */
export function testedAgainst(name: string, readme: string): string {
  const said = /^## Tested against\n+\*\*(?<what>[^*]+?)\.?\*\*/m.exec(readme)?.groups?.what;
  if (!said) throw new Error(`"Tested against" in plugins/${name}/README.md does not begin with **what**`);
  return said;
}

const labelled = (provider: RotationProvider): boolean => "labelled" in provider && provider.labelled;

function originOf(provider: RotationProvider): string {
  if (provider.origin === "chosen" || provider.phase === "single") return provider.origin;
  return `granted, ${labelled(provider) ? "labelled" : "unlabelled"}`;
}

function costOf(provider: RotationProvider): string {
  const { phase, origin } = provider;
  if (phase === "single")
    return origin === "chosen"
      ? "the published credential can be dead until the run goes on; the new one is on disk all the while"
      : "nobody can log in until it is rotated once more, which happens by itself";
  if (provider.handles === "fixed") return "nothing: the other account works on";
  if (origin === "granted" && !labelled(provider))
    return "the old one works on; a lost answer leaves one that takes a slot until a person says whose it is";
  return "nothing: the old one works on";
}
