import type { Run } from "./run.ts";
import { stepsOf } from "./steps.ts";

/** What else is told with a run; no names of accounts, places or people. */
export interface DiagnosisOf {
  readonly run: Run;
  readonly rotation: { readonly type: string; readonly phase: string | null; readonly state: string } | null;
  readonly version: string | null;
  readonly remote: string;
}

const HIDDEN = "[left out]";

/** A run as text for a ticket: ids, states and messages, without who asked and without what is named in quotes or looks like an address. */
export function diagnosisOf({ run, rotation, version, remote }: DiagnosisOf): string {
  const lines = [
    `run ${run.id}`,
    `rotation ${run.rotationId}`,
    `type ${rotation?.type ?? "unknown"}, phase ${rotation?.phase ?? "unknown"}, rotation ${rotation?.state ?? "gone"}`,
    `kind ${run.kind}, trigger ${run.trigger}, state ${run.state}`,
    `began ${run.createdAt}, ended ${run.endedAt ?? "not yet"}`,
    ...(run.message ? [`message: ${withoutNames(run.message)}`] : []),
    `target: ${remote}`,
    ...(version ? [`turnbolt ${version}`] : []),
    "steps:",
    ...stepsOf(run).map((step) => {
      const message = step.message ? `: ${withoutNames(step.message)}` : "";
      return `  ${step.startedAt} ${step.name} ${step.attempt} ${step.outcome} ${took(step)}${message}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}

function took({
  startedAt,
  endedAt,
}: {
  readonly startedAt: string;
  readonly endedAt: string | null;
}): string {
  return endedAt === null ? "under way" : `${Date.parse(endedAt) - Date.parse(startedAt)} ms`;
}

/** The server has struck every secret already; what is left out here tells where somebody's systems are. */
export const withoutNames = (text: string): string =>
  text
    .replaceAll(/"[^"]*"|“[^”]*”/g, HIDDEN)
    .replaceAll(/\b[a-z]+:\/\/\S+/gi, HIDDEN)
    .replaceAll(/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, HIDDEN)
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, HIDDEN)
    .replaceAll(/\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\b/gi, HIDDEN);
