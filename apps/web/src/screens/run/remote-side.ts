/** What is needed of a run to say how the target stands. */
export interface RemoteFacts {
  readonly kind: string;
  readonly state: string;
  readonly message: string | null;
  readonly cause: string | null;
  readonly ended: boolean;
}

/** How the target stands while a run is at work or after it, in plain words. */
export function remoteSide(run: RemoteFacts, phase: "single" | "dual" | null): string {
  if (run.state === "failed") return told(run) ?? "What is published is unchanged.";
  if (run.state === "cancelled") return "Nothing was asked of the target.";
  if (run.state === "done")
    return DONE[run.kind]?.(phase) ?? "It is over, and the target is as it should be.";
  return UNDER_WAY[run.state]?.(phase) ?? "It is at work; what is published is unchanged until it is over.";
}

/** A failure's message says its cause first and then how the target stands. */
function told({ message, cause }: RemoteFacts): string | null {
  if (!message || !cause || !message.startsWith(cause)) return null;
  const rest = message.slice(cause.length).replace(/^[;.\s]+/, "");
  return rest === "" ? null : `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}.`;
}

type Words = (phase: "single" | "dual" | null) => string;

const UNDER_WAY: Readonly<Record<string, Words>> = {
  queued: () => "Nothing was asked of the target yet; what is published works on.",
  checking: () => "The target is being looked at; nothing is changed there.",
  retiring: () => "What is published works on; a credential that is not needed any more is being ended.",
  issuing: (phase) =>
    phase === "single"
      ? "The target is asked to replace the credential: the old one stops working the moment it does."
      : "A new credential is being made; the old one still works.",
  issued: (phase) =>
    phase === "single"
      ? "The target has the new credential and the old one is dead; readers get the new one once it has logged in."
      : "The target has the new credential; it is not proven yet, and the old one still works.",
  verified: (phase) =>
    phase === "single"
      ? "The new credential logs in and is being published."
      : "The new credential logs in and is being published; the old one still works.",
  revoking: () => "Its credentials are being revoked at the target.",
};

const published: Words = (phase) =>
  phase === "single"
    ? "The new credential is published; the old one stopped working."
    : "The new credential is published; the one before it works on for its overlap.";

const DONE: Readonly<Record<string, Words>> = {
  create: () => "The first credential is published.",
  rotate: published,
  reconcile: () => "What is published logs in at the target, and nothing of ours is lying there unknown.",
  retire: () => "The superseded credential is gone from the target; the published one works on.",
  revoke: () => "Its credentials are gone from the target.",
};

/** What helps, where something does. */
export function nextStep(
  run: RemoteFacts,
  rotation: { readonly waits: boolean; readonly held: boolean } | null,
): string | null {
  if (!rotation)
    return run.state === "failed" ? "Its rotation is gone: make it anew once the cause is mended." : null;
  if (rotation.waits) return "The rotation waits for a person: decide on its page.";
  if (rotation.held) return "The connection is refused: mend it, and the run goes on by itself.";
  if (run.state === "failed")
    return "Mend the cause, then try again. A run by the schedule tries again by itself.";
  return null;
}
