import { VisuallyHidden } from "@mantine/core";
import classes from "./bars.module.css";

export interface Bar {
  /** What it stands for: a day, an hour. */
  readonly label: string;
  readonly good: number;
  readonly bad?: number;
}

export interface BarsProps {
  /** What the bars show, in a few words. */
  readonly caption: string;
  readonly bars: readonly Bar[];
  /** How the two parts are called. */
  readonly goodLabel: string;
  readonly badLabel?: string;
  /** Under the first and the last bar. */
  readonly ends?: readonly [string, string];
}

const HEIGHT = 64;
const WIDTH = 10;
const GAP = 2;

/** Bars side by side, and the same as a table for those who do not look. */
export function Bars({ caption, bars, goodLabel, badLabel, ends }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ good, bad = 0 }) => good + bad));
  const width = bars.length * (WIDTH + GAP);
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        className={classes.bars}
        aria-hidden="true"
      >
        {bars.map(({ label, good, bad = 0 }, index) => {
          const x = index * (WIDTH + GAP) + GAP / 2;
          const told = [`${label}: ${good} ${goodLabel}`, badLabel && `${bad} ${badLabel}`].filter(Boolean);
          return (
            <g key={label}>
              <title>{told.join(", ")}</title>
              <rect x={x} y={0} width={WIDTH} height={HEIGHT} className={classes.room} />
              <rect
                x={x}
                y={HEIGHT - height(good)}
                width={WIDTH}
                height={height(good)}
                className={classes.good}
              />
              <rect
                x={x}
                y={HEIGHT - height(good) - height(bad)}
                width={WIDTH}
                height={height(bad)}
                className={classes.bad}
              />
            </g>
          );
        })}
        <rect x={0} y={HEIGHT} width={width} height={1} className={classes.ground} />
      </svg>
      {ends && (
        <div className={classes.ends} aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
      <VisuallyHidden>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">{goodLabel}</th>
              {badLabel && <th scope="col">{badLabel}</th>}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, good, bad = 0 }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{good}</td>
                {badLabel && <td>{bad}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
