import type { Actor } from "../permissions/actor.ts";
import { projectsOf } from "../rotations/list.ts";
import type { Parts } from "../services.ts";
import { dateOf } from "./days.ts";
import type { Counters } from "./store.ts";

/** How everything is doing that somebody may read, in a few figures. */
export interface Figures {
  readonly counters: Counters;
  /** Connections whose login the target refuses; counted to a bound. */
  readonly broken: number;
  /** What the runs that ended today, in UTC, came to. */
  readonly today: { readonly succeeded: number; readonly failed: number };
}

export async function figures(parts: Parts, actor: Actor): Promise<Figures> {
  const scope = await projectsOf(parts, undefined, actor);
  const { insights } = parts.store;
  const date = dateOf(parts.engine.clock.now());
  const [counters, broken, { days }] = await Promise.all([
    insights.counters(scope),
    insights.broken(scope),
    insights.between(scope, date, date),
  ]);
  const { succeeded = 0, failed = 0 } = days[0] ?? {};
  return { counters, broken: broken.length, today: { succeeded, failed } };
}
