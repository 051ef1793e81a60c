import type { client } from "../../app/trpc.ts";

/** What the server tells of everything at once. */
export type OverviewAnswer = Awaited<ReturnType<typeof client.insights.overview.query>>;

/** Something that a person may have to do. */
export type Problem = OverviewAnswer["worst"][number];

export type Counted = OverviewAnswer["counters"]["failing"];

/** "12", or "1,000+" where there are more than were counted. */
export const countText = ({ count, isMore }: Counted): string =>
  `${count.toLocaleString("en")}${isMore ? "+" : ""}`;
