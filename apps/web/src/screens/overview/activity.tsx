import { Bars } from "../../parts/bars.tsx";
import { Section } from "../../parts/section.tsx";
import { duration } from "../../parts/time.ts";
import classes from "./activity.module.css";
import type { OverviewAnswer } from "./overview.ts";

const HOUR = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** What begins in the next day. */
export function NextHours({ hours }: { readonly hours: OverviewAnswer["nextHours"] }) {
  const bars = hours.map(({ from, count }) => ({ label: HOUR.format(new Date(from)), good: count }));
  const total = hours.reduce((sum, { count }) => sum + count, 0);
  const isMore = hours.some((hour) => hour.isMore);
  return (
    <Section
      title="Next 24 hours"
      about={
        total === 0
          ? "Nothing begins by itself."
          : `${total.toLocaleString("en")}${isMore ? "+" : ""} rotations begin by themselves.`
      }
    >
      <Bars
        caption="Rotations that begin in each hour"
        bars={bars}
        goodLabel="begin"
        ends={["now", "in 24 hours"]}
      />
    </Section>
  );
}

/** How the last 30 days went. */
export function LastDays({ days, durations }: Pick<OverviewAnswer, "days" | "durations">) {
  const bars = days.map(({ day, succeeded, failed }) => ({
    label: DAY.format(new Date(day)),
    good: succeeded,
    bad: failed,
  }));
  const succeeded = days.reduce((sum, day) => sum + day.succeeded, 0);
  const total = succeeded + days.reduce((sum, day) => sum + day.failed, 0);
  return (
    <Section title="Last 30 days">
      <dl className={classes.figures}>
        <Figure label="Runs" value={total.toLocaleString("en")} />
        <Figure label="Succeeded" value={total === 0 ? "–" : `${percent(succeeded / total)} %`} />
        <Figure label="Median" value={durations ? duration(durations.medianMs) : "–"} />
        <Figure label="95 % within" value={durations ? duration(durations.p95Ms) : "–"} />
      </dl>
      <Bars
        caption="Runs of each day"
        bars={bars}
        goodLabel="succeeded"
        badLabel="failed"
        ends={[bars[0]?.label ?? "", "today"]}
      />
    </Section>
  );
}

/** Never rounded up to what it is not. */
const percent = (part: number): string => (part === 1 ? "100" : (Math.floor(part * 1000) / 10).toFixed(1));

const Figure = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
);
