import { useElementSize } from "@mantine/hooks";
import type { KeyboardEvent } from "react";
import { useRef } from "react";
import { duration } from "../../parts/time.ts";
import { outcomeInWords, type ShownStep } from "./steps.ts";
import classes from "./waterfall.module.css";
import { layOutWaterfall, type StepBar, type Waterfall } from "./waterfall.ts";

const SIZES = { barHeight: 22, gap: 8 };
/** The names of the lanes stand in front of them. */
const NAMES = 72;

export interface WaterfallFigureProps {
  readonly steps: readonly ShownStep[];
  readonly selected: number | null;
  readonly select: (index: number) => void;
  readonly now: number;
}

/** The steps of a run in time, each try a bar that can be chosen. */
export function WaterfallFigure({ steps, selected, select, now }: WaterfallFigureProps) {
  const { ref, width } = useElementSize();
  const figure = useRef<SVGSVGElement>(null);
  const fall = layOutWaterfall(steps, now, { width: Math.max(width - NAMES, 60), ...SIZES });
  const go = (event: KeyboardEvent, from: number) => {
    const to = MOVES[event.key]?.(from, steps.length);
    if (to === undefined) return;
    event.preventDefault();
    select(to);
    figure.current?.querySelector<SVGElement>(`[data-step="${to}"]`)?.focus();
  };
  const focusable = selected ?? 0;
  return (
    <section ref={ref} className={classes.frame} aria-label="Steps over time">
      <svg
        ref={figure}
        width={fall.width + NAMES}
        height={fall.height}
        viewBox={`${-NAMES} 0 ${fall.width + NAMES} ${fall.height}`}
        // Its parts are buttons; as a picture they would be hidden from those who listen.
        role="presentation"
        className={classes.svg}
      >
        <LaneNames fall={fall} />
        {fall.breaks.map(({ x, ms }) => (
          <g key={x} aria-hidden>
            <line x1={x} x2={x} y1={0} y2={fall.height} className={classes.break} />
            <title>{`a pause of ${duration(ms)}`}</title>
          </g>
        ))}
        {fall.bars.map((bar) => {
          const step = steps[bar.index];
          if (!step) return null;
          return (
            <StepShape
              key={bar.index}
              bar={bar}
              step={step}
              isSelected={bar.index === selected}
              isFocusable={bar.index === focusable}
              act={() => select(bar.index)}
              go={go}
            />
          );
        })}
      </svg>
    </section>
  );
}

const LaneNames = ({ fall: { lanes, width } }: { readonly fall: Waterfall }) =>
  lanes.map((name, index) => {
    const y = SIZES.gap + index * (SIZES.barHeight + SIZES.gap);
    return (
      <g key={name} aria-hidden>
        <line
          x1={0}
          x2={width}
          y1={y + SIZES.barHeight + SIZES.gap / 2}
          y2={y + SIZES.barHeight + SIZES.gap / 2}
          className={classes.rule}
        />
        <text x={-NAMES} y={y + SIZES.barHeight / 2 + 4} className={classes.name}>
          {name.length > 10 ? `${name.slice(0, 9)}…` : name}
        </text>
      </g>
    );
  });

interface StepShapeProps {
  readonly bar: StepBar;
  readonly step: ShownStep;
  readonly isSelected: boolean;
  readonly isFocusable: boolean;
  readonly act: () => void;
  readonly go: (event: KeyboardEvent, from: number) => void;
}

function StepShape({ bar, step, isSelected, isFocusable, act, go }: StepShapeProps) {
  const words = `${step.name}, try ${step.attempt}: ${outcomeInWords(step.outcome)}${tookOf(step)}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button of its own
    <g
      role="button"
      aria-label={words}
      aria-pressed={isSelected}
      tabIndex={isFocusable ? 0 : -1}
      data-step={bar.index}
      className={classes.step}
      onClick={act}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          act();
        } else go(event, bar.index);
      }}
    >
      <title>{words}</title>
      <rect
        x={bar.x}
        y={bar.y}
        width={bar.width}
        height={SIZES.barHeight}
        rx={2}
        className={classes.bar}
        data-outcome={step.outcome}
        data-selected={isSelected || undefined}
      />
      {bar.width > 18 && (
        <text
          x={bar.x + 5}
          y={bar.y + SIZES.barHeight / 2 + 4}
          className={classes.mark}
          data-outcome={step.outcome}
        >
          {MARKS[step.outcome] ?? "•"}
        </text>
      )}
    </g>
  );
}

/** A shape for each outcome: none is told by its colour alone. */
const MARKS: Readonly<Record<string, string>> = {
  ok: "✓",
  refused: "✗",
  failed: "✗",
  unknown: "?",
  waiting: "…",
  running: "▸",
};

const tookOf = ({ startedAt, endedAt }: ShownStep): string =>
  endedAt === null ? "" : `, ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;

const MOVES: Readonly<Record<string, (from: number, count: number) => number>> = {
  ArrowRight: (from, count) => Math.min(count - 1, from + 1),
  ArrowDown: (from, count) => Math.min(count - 1, from + 1),
  ArrowLeft: (from) => Math.max(0, from - 1),
  ArrowUp: (from) => Math.max(0, from - 1),
  Home: () => 0,
  End: (_, count) => count - 1,
};
