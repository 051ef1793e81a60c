/** The kind of a run, as a heading has it. */
export const inSentence = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Who or what asked for a run. */
export function triggerInWords({
  trigger,
  requestedBy,
}: {
  readonly trigger: string;
  readonly requestedBy: string | null;
}): string {
  if (trigger === "schedule") return "the schedule";
  if (trigger === "recovery") return "Turnbolt, to recover";
  return requestedBy ?? "Turnbolt";
}
