import classes from "./lanes.module.css";
import type { Lanes, PlacedBar } from "./lanes.ts";
import { namesOf } from "./lanes-in-words.ts";
import type { Tick } from "./ticks.ts";

const AXIS = 22;
/** Above the lanes stands what now is called. */
const TOP = 14;
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
    <svg
      width={width}
      height={TOP + height + AXIS}
      viewBox={`0 ${-TOP} ${width} ${TOP + height + AXIS}`}
      aria-hidden
      className={classes.svg}
    >
      <defs>
        <pattern id={HATCH} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1={0} x2={0} y1={0} y2={6} className={classes.hatch} />
        </pattern>
        <pattern id={DOTS} width={6} height={6} patternUnits="userSpaceOnUse">
          <circle cx={2} cy={2} r={1} className={classes.dot} />
        </pattern>
      </defs>
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
          <text x={now} y={-3} textAnchor={anchorOf(now, width)} className={classes.nowName}>
            now
          </text>
        </g>
      )}
    </svg>
  );
}

/** What a kind of segment looks like. */
export function LanesSwatch({ kind }: { readonly kind: string }) {
  const place = { x: 0.5, y: 0.5, width: 17, height: 11 };
  const texture = TEXTURES[kind];
  return (
    <svg width={18} height={12} aria-hidden>
      <rect {...place} className={classes.segment} data-kind={kind} />
      {texture && <rect {...place} fill={`url(#${texture})`} />}
    </svg>
  );
}

function BarShape({ placed, barHeight }: { readonly placed: PlacedBar; readonly barHeight: number }) {
  const { bar, x, y, width, segments } = placed;
  const name = namesOf(bar).find((text) => text.length * LETTER + 8 < width);
  const isOver = ["revoked", "rejected", "overwritten", "abandoned"].includes(bar.state);
  return (
    <g data-version={bar.version} data-state={bar.state}>
      {segments.map(({ segment: { kind, from, isGhost }, x: left, width: wide }) => {
        const place = { x: left, y, width: wide, height: barHeight };
        const texture = TEXTURES[kind];
        return (
          <g key={`${kind}-${from}`}>
            <rect {...place} className={classes.segment} data-kind={kind} data-ghost={isGhost || undefined} />
            {texture && <rect {...place} fill={`url(#${texture})`} />}
          </g>
        );
      })}
      {isOver && (
        <line x1={x + width} x2={x + width} y1={y - 2} y2={y + barHeight + 2} className={classes.end} />
      )}
      {name && (
        <text x={x + 6} y={y + barHeight / 2 + 4} className={classes.name}>
          {name}
        </text>
      )}
    </g>
  );
}

/** What a bar says is told by its texture as well as by its colour. */
const HATCH = "lanes-hatch";
const DOTS = "lanes-dots";
const TEXTURES: Readonly<Record<string, string>> = { superseded: HATCH, pending: DOTS };

const anchorOf = (x: number, width: number): "start" | "middle" | "end" =>
  x < 40 ? "start" : x > width - 40 ? "end" : "middle";
