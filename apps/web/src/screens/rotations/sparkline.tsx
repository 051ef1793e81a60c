import { VisuallyHidden } from "@mantine/core";
import classes from "./sparkline.module.css";
import type { TableRow } from "./table-query.ts";

const PLACES = 10;
const STEP = 6;
const HEIGHT = 14;

/** How the last ten tries went, the newest on the right: a failed one hangs lower as well as being red. */
export function Sparkline({ outcomes }: Pick<TableRow, "outcomes">) {
  const shown = outcomes.slice(0, PLACES).toReversed();
  const failed = shown.filter(({ outcome }) => outcome === "failed").length;
  const told =
    shown.length === 0
      ? "no tries yet"
      : `${failed === 0 ? "none" : failed} of the last ${shown.length} ${shown.length === 1 ? "try" : "tries"} failed`;
  return (
    <span className={classes.place} title={told}>
      <svg width={PLACES * STEP} height={HEIGHT} aria-hidden="true">
        {shown.map(({ runId, outcome }, index) => (
          <rect
            key={runId}
            x={(PLACES - shown.length + index) * STEP}
            y={outcome === "failed" ? HEIGHT / 2 : 0}
            width={STEP - 2}
            height={outcome === "failed" ? HEIGHT / 2 : HEIGHT / 2 + 2}
            className={classes[outcome]}
          />
        ))}
      </svg>
      <VisuallyHidden>{told}</VisuallyHidden>
    </span>
  );
}
