import { ask } from "./call.ts";
import { isFresh } from "./corners.ts";
import { flush, type Job, type Next, note } from "./job.ts";
import { inState } from "./model.ts";
import { noteOrphans } from "./orphans.ts";
import { callForAttention, comeBack, notNow } from "./outcome.ts";

/** The target is full: only what is ours makes room, and a stranger only where the user said that nobody else makes credentials there. */
export async function makeRoom(job: Job, message: string): Promise<Next> {
  const { provider, work } = job;
  if (!isFresh(provider)) return comeBack(job, { message, retryAfterMs: undefined });
  if (inState(work, "superseded").length > 0 || inState(work, "revoking").length > 0) {
    note(job, () => ({ run: { state: "retiring" } }));
    return "go";
  }
  // A creation of ours may be what fills it: wait until it must have shown itself.
  if (work.rotation.opening) return comeBack(job, { message, retryAfterMs: undefined });
  const answer = await ask(job, { step: "list" }, (asked) => provider.list(asked));
  if (!answer.ok) return notNow(job, answer) ?? comeBack(job, answer);
  const known = new Set([...work.versions.map(({ handle }) => handle), ...work.rotation.endedHandles]);
  const strangers = answer.value.filter(({ handle }) => !known.has(handle));
  if (strangers.length === 0) return comeBack(job, { message, retryAfterMs: undefined });
  const [only] = strangers;
  if (work.rotation.strangers === "replace" && strangers.length === 1 && only) {
    noteOrphans(job, [only.handle]);
    await flush(job, () => ({ run: { state: "retiring" } }));
    return "go";
  }
  return callForAttention(job, {
    code: "no-room",
    message: `${message}: ${strangers.map(({ handle }) => handle).join(", ")} is not ours and takes the place; remove it, then release`,
    handles: strangers.map(({ handle }) => handle),
    decisions: [],
  });
}
