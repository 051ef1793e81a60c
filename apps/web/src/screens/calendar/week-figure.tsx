import { useElementSize } from "@mantine/hooks";
import { Collisions } from "./collisions.tsx";
import { type CalendarAnswer, countOf, type DayAnswer, dayInWords, entriesOf } from "./entries.ts";
import { EntryLink } from "./entry-link.tsx";
import classes from "./week-figure.module.css";
import { WeekHours } from "./week-hours.tsx";
import type { DayText } from "./zone.ts";

/** A day narrower than this has no room for the name of a rotation: the days stand below each other instead. */
const NARROWEST = 84;

export interface WeekFigureProps {
  readonly days: readonly DayText[];
  readonly answer: CalendarAnswer;
  readonly zone: string;
  readonly today: DayText;
}

/** A week by the hour; as a list where there is no room for seven days side by side. */
export function WeekFigure({ days, answer, zone, today }: WeekFigureProps) {
  const { ref, width } = useElementSize();
  const byDay = new Map(answer.days.map((day) => [day.day, day]));
  const told = days.flatMap((day) => byDay.get(day) ?? []);
  const isWide = width >= NARROWEST * days.length;
  return (
    <div ref={ref}>
      <ul className={classes.days} data-wide={isWide || undefined}>
        {told.map((day) => (
          <Day key={day.day} day={day} zone={zone} isToday={day.day === today} isListed={!isWide} />
        ))}
      </ul>
      {isWide && (
        <WeekHours days={days} entries={told.flatMap(entriesOf)} zone={zone} today={today} width={width} />
      )}
    </div>
  );
}

interface DayProps {
  readonly day: DayAnswer;
  readonly zone: string;
  readonly isToday: boolean;
  /** Its entries stand here, and not in the hours below. */
  readonly isListed: boolean;
}

function Day({ day, zone, isToday, isListed }: DayProps) {
  const entries = entriesOf(day);
  const more = countOf(day) - entries.length;
  return (
    <li className={classes.day}>
      <h2 className={classes.heading}>
        {SHORT.format(new Date(day.day))}
        {isToday && ", today"}
      </h2>
      <p className={classes.sum}>{dayInWords(day)}</p>
      <Collisions collisions={day.collisions} zone={zone} />
      {isListed && (
        <ul className={classes.entries}>
          {entries.map((entry) => (
            <li key={entry.key}>
              <EntryLink entry={entry} zone={zone} />
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className={classes.sum}>+{more.toLocaleString("en")} not named</p>}
    </li>
  );
}

/** A day has the same name in every zone. */
const SHORT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
});
