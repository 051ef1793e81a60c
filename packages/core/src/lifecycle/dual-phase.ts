import type { Dual } from "./corners.ts";
import { issueChosen } from "./issue-chosen.ts";
import { issueGranted } from "./issue-granted.ts";
import { promote } from "./promote.ts";
import { reconcile } from "./reconcile.ts";
import { retire } from "./retire.ts";
import { revokeAll } from "./revoke.ts";
import type { Steps } from "./steps.ts";
import { proveDraft } from "./verify.ts";

/** Dual-phase: the old credential overlaps the new one until it is retired. */
export const dualPhase: Steps<Dual> = {
  checking: reconcile,
  retiring: retire,
  issuing: (job, provider) =>
    provider.origin === "chosen" ? issueChosen(job, provider) : issueGranted(job, provider),
  issued: proveDraft,
  verified: promote,
  revoking: revokeAll,
};
