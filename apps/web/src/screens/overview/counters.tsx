import classes from "./counters.module.css";
import type { OverviewAnswer } from "./overview.ts";

const SHOWN = [
  ["failing", "Failing"],
  ["attention", "Needs attention"],
  ["overdue", "Overdue"],
  ["dueSoon", "Due in 7 days"],
] as const;

/** The four figures. */
export function Counters({ counters }: Pick<OverviewAnswer, "counters">) {
  return (
    <dl className={classes.row}>
      {SHOWN.map(([name, label]) => {
        const { count, isMore } = counters[name];
        return (
          <div key={name} className={classes.counter}>
            <dt>{label}</dt>
            <dd>
              {count.toLocaleString("en")}
              {isMore && "+"}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
