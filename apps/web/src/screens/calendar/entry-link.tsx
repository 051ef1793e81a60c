import { CircleCheck, CircleX, Clock } from "lucide-react";
import { Link } from "../../parts/link.tsx";
import { exact } from "../../parts/time.ts";
import type { Entry } from "./entries.ts";
import classes from "./entry-link.module.css";

const ICONS = { done: CircleCheck, failed: CircleX, planned: Clock };
const WORDS = { done: "done", failed: "failed", planned: "planned" };

export interface EntryLinkProps {
  readonly entry: Entry;
  readonly zone: string;
  /** Only its shape is shown where the screen is narrow. */
  readonly shrinks?: boolean;
}

/** One run or start of a day; leads to it. */
export function EntryLink({ entry, zone, shrinks = false }: EntryLinkProps) {
  const { at, name, outcome, to } = entry;
  const Icon = ICONS[outcome];
  const clock = clockIn(at, zone);
  const words = `${clock} ${name}, ${WORDS[outcome]}`;
  const inside = (
    <>
      <Icon size={12} aria-hidden className={classes.icon} />
      <span className={classes.clock}>{clock}</span> <span className={classes.name}>{name}</span>
    </>
  );
  const shared = {
    className: classes.entry,
    title: `${words}: ${exact(new Date(at))}`,
    "aria-label": words,
    "data-outcome": outcome,
    "data-shrinks": shrinks || undefined,
  };
  return "runId" in to ? (
    <Link to="/runs/$id" params={{ id: to.runId }} {...shared}>
      {inside}
    </Link>
  ) : (
    <Link to="/rotations/$id" params={{ id: to.rotationId }} {...shared}>
      {inside}
    </Link>
  );
}

/** The time of day, by the clock on the wall of a zone. */
export const clockIn = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
