import { Link } from "@tanstack/react-router";
import { CalendarClock, Clock, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import type { Search } from "../../app/search-text.ts";
import classes from "./counters.module.css";
import { countText, type OverviewAnswer } from "./overview.ts";

interface Shown {
  readonly name: keyof OverviewAnswer["counters"];
  readonly label: string;
  readonly icon: LucideIcon;
  readonly search: Search;
}

const SHOWN: readonly Shown[] = [
  { name: "failing", label: "Failing", icon: OctagonAlert, search: { status: "failed" } },
  { name: "attention", label: "Needs attention", icon: TriangleAlert, search: { status: "attention" } },
  { name: "overdue", label: "Overdue", icon: Clock, search: { sort: "nextRotationAt" } },
  { name: "dueSoon", label: "Due in 7 days", icon: CalendarClock, search: { sort: "nextRotationAt" } },
];

/** The four figures, each a way to the rotations behind it. */
export function Counters({ counters }: Pick<OverviewAnswer, "counters">) {
  return (
    <ul className={classes.row}>
      {SHOWN.map(({ name, label, icon: Icon, search }) => (
        <li key={name}>
          <Link
            to="/rotations"
            search={search}
            className={classes.counter}
            data-tone={name !== "dueSoon" && counters[name].count > 0 ? "bad" : "calm"}
          >
            <span className={classes.figure}>{countText(counters[name])}</span>
            <span className={classes.label}>
              <Icon size={14} aria-hidden />
              {label}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
