import type { client } from "../../app/trpc.ts";

/** What the server tells of everything at once. */
export type OverviewAnswer = Awaited<ReturnType<typeof client.insights.overview.query>>;
