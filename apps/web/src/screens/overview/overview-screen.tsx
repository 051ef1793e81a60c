import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Page } from "../../parts/page.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { LastDays, NextHours } from "./activity.tsx";
import { Counters } from "./counters.tsx";
import type { OverviewAnswer } from "./overview.ts";
import classes from "./overview-screen.module.css";
import { Welcome } from "./welcome.tsx";
import { Worst } from "./worst.tsx";

const LOOK_MS = 10_000;

/** How everything is doing: what is failing, what is next, what helps. */
export default function OverviewScreen() {
  const { data, error, refetch } = useQuery(
    trpc.insights.overview.queryOptions({}, { refetchInterval: LOOK_MS }),
  );
  return (
    <Page title="Overview">
      <Welcome />
      {data ? (
        <Figures {...data} />
      ) : error ? (
        <FailureOf error={error} retry={() => void refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function Figures({ counters, worst, nextHours, days, durations }: OverviewAnswer) {
  return (
    <>
      <Counters counters={counters} />
      <Worst problems={worst} />
      <div className={classes.columns}>
        <NextHours hours={nextHours} />
        <LastDays days={days} durations={durations} />
      </div>
    </>
  );
}
