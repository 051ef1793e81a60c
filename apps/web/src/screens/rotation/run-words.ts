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
