import { ActionIcon, Button, Group, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { useNow } from "../../parts/now.ts";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import type { CalendarAnswer } from "./entries.ts";
import { monthOf, plusMonths, weekOf, weeksOf } from "./month.ts";
import { MonthTable } from "./month-table.tsx";
import { WeekFigure } from "./week-figure.tsx";
import { type DayText, dayIn, longOf, plusDays } from "./zone.ts";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What has happened and what is planned, by the days of who looks. */
export default function CalendarScreen() {
  const [filters, filter] = useFilters();
  const today = dayIn(useNow().getTime(), zone);
  const day = isDay(filters.day) ? filters.day : today;
  const isWeek = filters.view === "week";
  const days = useMemo(() => (isWeek ? weekOf(day) : weeksOf(monthOf(day)).flat()), [isWeek, day]);
  const { data, error, refetch } = useQuery(
    trpc.insights.calendar.queryOptions(
      {
        from: days[0] ?? day,
        to: days.at(-1) ?? day,
        timeZone: zone,
        ...(filters.project !== undefined && { projectId: filters.project }),
      },
      { refetchInterval: 60_000, placeholderData: keepPreviousData },
    ),
  );
  const go = (to: DayText) => filter({ day: to === today ? undefined : to });
  const aside = (by: number) => go(isWeek ? plusDays(day, 7 * by) : `${plusMonths(monthOf(day), by)}-01`);
  const open = (to: DayText) => filter({ day: to, view: "week" });
  return (
    <Page
      title={isWeek ? `Week of ${longOf(days[0] ?? day)}` : monthInWords(day)}
      about={`Days in ${zone}.`}
      actions={
        <Moves
          isWeek={isWeek}
          aside={aside}
          today={() => go(today)}
          see={(view) => filter({ view: view === "week" ? "week" : undefined })}
        />
      }
    >
      {data ? (
        <>
          <Notes answer={data} />
          {isWeek ? (
            <WeekFigure days={days} answer={data} zone={zone} today={today} />
          ) : (
            <MonthTable month={monthOf(day)} answer={data} zone={zone} today={today} open={open} />
          )}
        </>
      ) : error ? (
        <FailureOf error={error} retry={() => void refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

interface MovesProps {
  readonly isWeek: boolean;
  readonly aside: (by: number) => void;
  readonly today: () => void;
  readonly see: (view: string) => void;
}

const Moves = ({ isWeek, aside, today, see }: MovesProps) => (
  <Group gap="xs">
    <ActionIcon
      variant="default"
      aria-label={isWeek ? "The week before" : "The month before"}
      onClick={() => aside(-1)}
    >
      <ChevronLeft size={16} />
    </ActionIcon>
    <Button size="xs" variant="default" onClick={today}>
      Today
    </Button>
    <ActionIcon
      variant="default"
      aria-label={isWeek ? "The week after" : "The month after"}
      onClick={() => aside(1)}
    >
      <ChevronRight size={16} />
    </ActionIcon>
    <SegmentedControl
      size="xs"
      aria-label="View"
      value={isWeek ? "week" : "month"}
      onChange={see}
      data={[
        { value: "month", label: "Month" },
        { value: "week", label: "Week" },
      ]}
    />
  </Group>
);

/** What the figures do not say of themselves. */
function Notes({ answer }: { readonly answer: CalendarAnswer }) {
  return (
    <>
      {!answer.isComplete && (
        <p>There are more rotations than one calendar looks into: later days have at least these.</p>
      )}
      {answer.isPastByUtc && zone !== "UTC" && (
        <p>So much has happened that what is past is counted by the days of UTC.</p>
      )}
    </>
  );
}

const isDay = (text: string | undefined): text is DayText =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** A day has the same name in every zone. */
const MONTH = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
const monthInWords = (day: DayText): string => MONTH.format(new Date(day));
