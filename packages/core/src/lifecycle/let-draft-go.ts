import { isFresh } from "./corners.ts";
import { type Job, type Next, note, runOf } from "./job.ts";
import type { Version } from "./model.ts";
import { findOrphans } from "./orphans.ts";
import { comeBack, notNow, rejectDraft } from "./outcome.ts";

/**
 * Gives up a draft that was perhaps never accepted. Where a call of it was not answered, everything that may still
 * land is waited for, and what it made under the target's own handle is found and ended.
 */
export async function letDraftGo(job: Job, row: Version): Promise<Next | null> {
  const { provider, engine } = job;
  if (runOf(job).unanswered) {
    const { quietAt } = job.work.rotation;
    if (quietAt && quietAt > engine.clock.now()) return { at: quietAt };
    const no = isFresh(provider) ? await findOrphans(job, provider, row) : null;
    if (no) return notNow(job, no) ?? comeBack(job, no);
  }
  note(job, rejectDraft(engine.clock.now()));
  return null;
}
