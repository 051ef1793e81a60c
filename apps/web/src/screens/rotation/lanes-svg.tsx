import type { Lanes, PlacedBar } from "./lanes.ts";
import classes from "./lanes.module.css";
import { namesOf } from "./lanes-in-words.ts";
import type { Tick } from "./ticks.ts";

const AXIS = 22;
/** A letter of a bar's name takes about so much, in pixels. */
const LETTER = 7;

export interface LanesSvgProps {
  readonly lanes: Lanes;
  readonly ticks: readonly Tick[];
  readonly barHeight: number;
}

/** The lanes as they are drawn; what they say stands beside them as text. */
export function LanesSvg({ lanes, ticks, barHeight }: LanesSvgProps) {
  const { width, height, bars, now } = lanes;
  return (
    <svg width={width} height={height + AXIS} viewBox={`0 0 ${width} ${height + AXIS}`} aria-hidden className={classes.svg}>
      {ticks.map(({ at, x, label }) => (
        <g key={at}>
          <line x1={x} x2={x} y1={0} y2={height} className={classes.grid} />
          <text x={x} y={height + 15} textAnchor={anchorOf(x, width)} className={classes.tick}>
            {label}
          </text>
        </g>
      ))}
      {bars.map((placed) => (
        <BarShape key={placed.bar.version} placed={placed} barHeight={barHeight} />
      ))}
      {now !== null && (
        <g>
          <line x1={now} x2={now} y1={0} y2={height} className={classes.now} />
          <text x={now} y={height - 1} dx={now > width - 40 ? -4 : 4} textAnchor={now > width - 40 ? "end" : "start"} className={classes.nowName}>
            now
          </text>
        </g>
      )}
    </svg>
  );
}

function BarShape({ placed, barHeight }: { readonly placed: PlacedBar; readonly barHeight: number }) {
  const { bar, x, y, width, segments } = placed;
  const name = namesOf(bar).find((text) => text.length * LETTER + 8 < width);
  const isOver = ["revoked", "rejected", "overwritten", "abandoned"].includes(bar.state);
  return (
    <g data-version={bar.version} data-state={bar.state}>
      {segments.map(({ segment, x: left, width: wide }) => (
        <rect
          key={`${segment.kind}-${segment.from}`}
          x={left}
          y={y}
          width={wide}
          height={barHeight}
          className={classes.segment}
          data-kind={segment.kind}
          data-ghost={segment.isGhost || undefined}
        />
      ))}
      {isOver && <line x1={x + width} x2={x + width} y1={y - 2} y2={y + barHeight + 2} className={classes.end} />}
      {name && (
        <text x={x + 6} y={y + barHeight / 2 + 4} className={classes.name}>
          {name}
        </text>
      )}
    </g>
  );
}

const anchorOf = (x: number, width: number): "start" | "middle" | "end" =>
  x < 40 ? "start" : x > width - 40 ? "end" : "middle";
