import { useState } from "react";
import { LanesFigure } from "../rotation/lanes-figure.tsx";

export interface LanesPreviewProps {
  readonly phase: "single" | "dual";
  /** Hours; `null`: until the next rotation. */
  readonly overlapHours: number | null;
  /** The next starts. */
  readonly dates: readonly string[];
}

/** How its credentials would live if the rotation were made now: the first one, and the one that follows it. */
export default function LanesPreview({ phase, overlapHours, dates }: LanesPreviewProps) {
  const [now] = useState(() => new Date().toISOString());
  const first = {
    version: 1,
    slot: 0,
    handle: "the first one",
    state: "active",
    createdAt: now,
    promotedAt: now,
    revokeAt: null,
    endedAt: null,
  };
  const facts = {
    phase,
    overlap: overlapHours ?? ("until-next" as const),
    nextRuns: dates,
    credentials: [first],
  };
  return <LanesFigure facts={facts} />;
}
