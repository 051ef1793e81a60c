import { UnstyledButton } from "@mantine/core";
import { Collisions } from "./collisions.tsx";
import { type CalendarAnswer, countOf, type DayAnswer, dayInWords, entriesOf } from "./entries.ts";
import { EntryLink } from "./entry-link.tsx";
import { fewOf, monthOf, weeksOf } from "./month.ts";
import classes from "./month-table.module.css";
import { type DayText, longOf } from "./zone.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** So many of a day are named. */
const NAMED = 2;

export interface MonthTableProps {
  readonly month: string;
  readonly answer: CalendarAnswer;
  readonly zone: string;
  readonly today: DayText;
  readonly open: (day: DayText) => void;
}

/** A month in its weeks: two of each day by name, the others counted. */
export function MonthTable({ month, answer, zone, today, open }: MonthTableProps) {
  const byDay = new Map(answer.days.map((day) => [day.day, day]));
  return (
    <table className={classes.month}>
      <caption className={classes.caption}>Runs by day</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((name) => (
            <th key={name} scope="col" abbr={name}>
              <span className={classes.full}>{name}</span>
              <span className={classes.short} aria-hidden>
                {name.slice(0, 1)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Day
                key={day}
                day={day}
                told={byDay.get(day)}
                zone={zone}
                isToday={day === today}
                isOutside={monthOf(day) !== month}
                open={open}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps {
  readonly day: DayText;
  readonly told: DayAnswer | undefined;
  readonly zone: string;
  readonly isToday: boolean;
  readonly isOutside: boolean;
  readonly open: (day: DayText) => void;
}

function Day({ day, told, zone, isToday, isOutside, open }: DayProps) {
  const { shown, more } = told ? fewOf(entriesOf(told), countOf(told), NAMED) : { shown: [], more: 0 };
  const number = Number(day.slice(8));
  return (
    <td className={classes.day} data-today={isToday || undefined} data-outside={isOutside || undefined}>
      <UnstyledButton
        className={classes.number}
        aria-current={isToday ? "date" : undefined}
        aria-label={`${longOf(day)}${isToday ? ", today" : ""}: ${told ? dayInWords(told) : "nothing"}`}
        onClick={() => open(day)}
      >
        {number}
      </UnstyledButton>
      <ul className={classes.entries}>
        {shown.map((entry) => (
          <li key={entry.key}>
            <EntryLink entry={entry} zone={zone} shrinks />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <UnstyledButton
          className={classes.more}
          aria-label={`+${more.toLocaleString("en")}${told?.planned.isMore ? " or more" : ""} on ${longOf(day)}`}
          onClick={() => open(day)}
        >
          +{more.toLocaleString("en")}
          {told?.planned.isMore && " or more"}
        </UnstyledButton>
      )}
      {told && told.collisions.length > 0 && <Collisions collisions={told.collisions} zone={zone} />}
    </td>
  );
}
