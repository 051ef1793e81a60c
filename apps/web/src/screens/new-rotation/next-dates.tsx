import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { trpc } from "../../app/trpc.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./new-rotation.module.css";
import { scheduleOf } from "./schedule.ts";
import { useChosen } from "./wizard.ts";

const SHOWN = 5;

const LanesPreview = lazy(() => import("./lanes-preview.tsx"));

/** The next five dates, as they come from the server while the schedule is filled in, and what they mean. */
export function NextDates() {
  const { draft, provider } = useChosen();
  const [schedule] = useDebouncedValue(scheduleOf(draft.schedule), 250);
  const { data, error } = useQuery(
    trpc.rotations.nextDates.queryOptions(
      { schedule: schedule ?? NEVER, count: SHOWN },
      { enabled: schedule !== null, placeholderData: keepPreviousData, retry: false },
    ),
  );
  if (!schedule) return null;
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: draft.schedule.timeZone,
  });
  return (
    <div className={classes.dates} aria-live="polite">
      <p className={classes.label}>
        {draft.isAutoRotationEnabled ? "The next five dates" : "The next five dates, if it were switched on"}
      </p>
      {error ? (
        <p className={classes.wrong}>{wordsOf(error)}</p>
      ) : (
        <ol aria-label="Next dates">
          {data?.dates.map((date) => (
            <li key={date}>
              <time dateTime={date}>{format.format(new Date(date))}</time>
            </li>
          ))}
        </ol>
      )}
      {data && draft.isAutoRotationEnabled && (
        <Suspense fallback={<Waiting />}>
          <LanesPreview phase={provider.phase} overlapHours={draft.overlapHours} dates={data.dates} />
        </Suspense>
      )}
    </div>
  );
}

/** Stands for no schedule; it is not asked about. */
const NEVER = { kind: "cron", expression: "", timeZone: "UTC" } as const;
