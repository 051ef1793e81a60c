import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";
import type { Entry } from "./entries.ts";
import { clockIn } from "./entry-link.tsx";
import { layOutWeek, type PlacedEntry, type WeekColumn } from "./week.ts";
import classes from "./week-hours.module.css";
import type { DayText } from "./zone.ts";

const HEIGHT = 600;
const ENTRY = 24;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];

export interface WeekHoursProps {
  readonly days: readonly DayText[];
  readonly entries: readonly Entry[];
  readonly zone: string;
  readonly today: DayText;
  readonly width: number;
}

/** The hours of a week, and what happens in them; each leads to what it is. */
export function WeekHours({ days, entries, zone, today, width }: WeekHoursProps) {
  const week = layOutWeek(days, entries, zone, { width, height: HEIGHT, entryHeight: ENTRY });
  return (
    <section aria-label="By the hour">
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="presentation"
        className={classes.week}
      >
        {week.columns.map((column, index) => (
          <Column key={column.day} column={column} isToday={column.day === today} isFirst={index === 0} />
        ))}
        {week.entries.map((placed) => (
          <Shape key={placed.entry.key} placed={placed} zone={zone} />
        ))}
      </svg>
    </section>
  );
}

/** A link inside of a picture. */
const SvgLink = createLink((props: AnchorHTMLAttributes<SVGAElement>) => <a {...(props as object)} />);

function Shape({ placed, zone }: { readonly placed: PlacedEntry<Entry>; readonly zone: string }) {
  const { entry, x, y, width, height, mark } = placed;
  const words = `${clockIn(entry.at, zone)} ${entry.name}, ${entry.outcome}`;
  const inside = (
    <>
      <title>{words}</title>
      <line x1={x} x2={x + 4} y1={mark} y2={mark} className={classes.mark} />
      <rect
        x={x}
        y={y}
        width={width}
        height={height - 1}
        rx={2}
        className={classes.entry}
        data-outcome={entry.outcome}
      />
      <text x={x + 5} y={y + 16} className={classes.text}>
        {shortOf(entry, zone, width)}
      </text>
    </>
  );
  return "runId" in entry.to ? (
    <SvgLink to="/runs/$id" params={{ id: entry.to.runId }} aria-label={words}>
      {inside}
    </SvgLink>
  ) : (
    <SvgLink to="/rotations/$id" params={{ id: entry.to.rotationId }} aria-label={words}>
      {inside}
    </SvgLink>
  );
}

const MARKS = { done: "✓", failed: "✗", planned: "◷" };
/** A letter takes about so much, in pixels. */
const LETTER = 6.6;

function shortOf(entry: Entry, zone: string, width: number): string {
  const text = `${MARKS[entry.outcome]} ${clockIn(entry.at, zone)} ${entry.name}`;
  const room = Math.floor((width - 8) / LETTER);
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}

interface ColumnProps {
  readonly column: WeekColumn;
  readonly isToday: boolean;
  readonly isFirst: boolean;
}

function Column({ column: { x, width, hours }, isToday, isFirst }: ColumnProps) {
  return (
    <g aria-hidden>
      <rect
        x={x}
        y={0}
        width={width}
        height={HEIGHT}
        className={classes.column}
        data-today={isToday || undefined}
      />
      {HOURS.map((hour) => {
        const y = (hour / hours) * HEIGHT;
        return (
          <g key={hour}>
            <line x1={x} x2={x + width} y1={y} y2={y} className={classes.hour} />
            {isFirst && (
              <text x={x + 3} y={y + 12} className={classes.clock}>
                {String(hour).padStart(2, "0")}:00
              </text>
            )}
          </g>
        );
      })}
      {hours !== 24 && (
        <text x={x + width - 4} y={HEIGHT - 5} textAnchor="end" className={classes.clock}>
          {hours} hours
        </text>
      )}
    </g>
  );
}
