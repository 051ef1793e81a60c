import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Page } from "../../parts/page.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { Counters } from "./counters.tsx";

/** How everything is doing. */
export default function OverviewScreen() {
  const { data, error, refetch } = useQuery(
    trpc.insights.overview.queryOptions({}, { refetchInterval: 15_000 }),
  );
  return (
    <Page title="Overview">
      {data ? (
        <Counters counters={data.counters} />
      ) : error ? (
        <FailureOf error={error} retry={() => void refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}
