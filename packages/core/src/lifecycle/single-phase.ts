import type { Single } from "./corners.ts";
import { issueChosen } from "./issue-chosen.ts";
import { issueGranted } from "./issue-granted.ts";
import { type Job, note, runOf } from "./job.ts";
import { fail } from "./outcome.ts";
import { promote } from "./promote.ts";
import { reconcile } from "./reconcile.ts";
import { close } from "./retire.ts";
import { revokeSingle } from "./revoke.ts";
import type { Steps } from "./steps.ts";
import { proveDraft } from "./verify.ts";

/** Single-phase: the new credential kills the old one. */
export const singlePhase: Steps<Single> = {
  checking: reconcile,
  // Nothing is ever superseded here; only a failure passes through on its way out.
  retiring: async (job: Job) => {
    const { failure } = runOf(job);
    const { quietAt } = job.work.rotation;
    if (quietAt && quietAt > job.engine.clock.now()) return { at: quietAt };
    note(job, () => ({ rotation: { quietAt: null, unsettled: [] } }));
    return failure ? fail(job, failure) : close(job);
  },
  issuing: (job, provider) =>
    provider.origin === "chosen" ? issueChosen(job, provider) : issueGranted(job, provider),
  issued: proveDraft,
  verified: promote,
  revoking: revokeSingle,
};
