import { useElementSize } from "@mantine/hooks";
import { type CalendarAnswer, countOf, dayInWords, type DayAnswer, type Entry, entriesOf } from "./entries.ts";
import { Collisions } from "./collisions.tsx";
import { EntryLink } from "./entry-link.tsx";
import { clockIn } from "./entry-link.tsx";
import { layOutWeek, type WeekColumn } from "./week.ts";
import classes from "./week-figure.module.css";
import type { DayText } from "./zone.ts";

const HEIGHT = 560;
const ENTRY = 20;
/** A day narrower than this has no room for the name of a rotation: the days stand below each other instead. */
const NARROWEST = 84;
const HOURS = [0, 6, 12, 18];

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
  return (
    <div ref={ref}>
      {width >= NARROWEST * days.length && <Hours days={days} told={told} zone={zone} today={today} width={width} />}
      <ul className={classes.list} data-alone={width < NARROWEST * days.length || undefined}>
        {told.map((day) => (
          <DayInList key={day.day} day={day} zone={zone} isToday={day.day === today} />
        ))}
      </ul>
    </div>
  );
}

interface HoursProps {
  readonly days: readonly DayText[];
  readonly told: readonly DayAnswer[];
  readonly zone: string;
  readonly today: DayText;
  readonly width: number;
}

/** The hours as they are drawn; the list below says the same in words. */
function Hours({ days, told, zone, today, width }: HoursProps) {
  const entries = told.flatMap(entriesOf);
  const week = layOutWeek(days, entries, zone, { width, height: HEIGHT, entryHeight: ENTRY });
  return (
    <svg width={width} height={HEIGHT + 24} viewBox={`0 -24 ${width} ${HEIGHT + 24}`} aria-hidden className={classes.week}>
      {week.columns.map((column) => (
        <Column key={column.day} column={column} isToday={column.day === today} />
      ))}
      {week.entries.map(({ entry, x, y, width: wide, height, mark }) => (
        <g key={entry.key}>
          <line x1={x} x2={x + 4} y1={mark} y2={mark} className={classes.mark} />
          <rect x={x} y={y} width={wide} height={height - 1} rx={2} className={classes.entry} data-outcome={entry.outcome} />
          <text x={x + 5} y={y + 14} className={classes.text}>
            {shortOf(entry, zone, wide)}
          </text>
        </g>
      ))}
    </svg>
  );
}

const MARKS = { done: "✓", failed: "✗", planned: "◷" };
const LETTER = 6.6;

function shortOf(entry: Entry, zone: string, width: number): string {
  const text = `${MARKS[entry.outcome]} ${clockIn(entry.at, zone)} ${entry.name}`;
  const room = Math.floor((width - 8) / LETTER);
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}

function Column({ column, isToday }: { readonly column: WeekColumn; readonly isToday: boolean }) {
  const { day, x, width, hours } = column;
  return (
    <g>
      <rect x={x} y={0} width={width} height={HEIGHT} className={classes.column} data-today={isToday || undefined} />
      <text x={x + 4} y={-8} className={classes.day} data-today={isToday || undefined}>
        {SHORT.format(new Date(day))}
        {hours !== 24 && ` (${hours} h)`}
      </text>
      {HOURS.map((hour) => (
        <g key={hour}>
          <line x1={x} x2={x + width} y1={(hour / hours) * HEIGHT} y2={(hour / hours) * HEIGHT} className={classes.hour} />
        </g>
      ))}
    </g>
  );
}

/** A day has the same name in every zone. */
const SHORT = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" });

function DayInList({ day, zone, isToday }: { readonly day: DayAnswer; readonly zone: string; readonly isToday: boolean }) {
  const entries = entriesOf(day);
  const more = countOf(day) - entries.length;
  return (
    <li className={classes.listed}>
      <h2 className={classes.heading}>
        {SHORT.format(new Date(day.day))}
        {isToday && ", today"}
      </h2>
      <p className={classes.sum}>{dayInWords(day)}</p>
      <Collisions collisions={day.collisions} zone={zone} />
      <ul className={classes.entries}>
        {entries.map((entry) => (
          <li key={entry.key}>
            <EntryLink entry={entry} zone={zone} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className={classes.sum}>+{more.toLocaleString("en")} that are not named here</p>}
    </li>
  );
}
