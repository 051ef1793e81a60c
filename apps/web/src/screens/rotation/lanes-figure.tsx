import { ActionIcon, Group, VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useNow } from "../../parts/now.ts";
import { exact } from "../../parts/time.ts";
import { aheadOf, barsOf, type RotationFacts } from "./bars.ts";
import { boundsOf, type Frame, firstFrame, panned, zoomed } from "./frame.ts";
import classes from "./lanes.module.css";
import { layOutLanes } from "./lanes.ts";
import { lanesInWords } from "./lanes-in-words.ts";
import { LanesSvg, LanesSwatch } from "./lanes-svg.tsx";
import { ticksOf } from "./ticks.ts";

const NEARER = 0.5;
const FARTHER = 2;
const ASIDE = 0.25;
const SIZES = { barHeight: 26, gap: 8 };

/** The life of each credential version, what is now, and what comes next. */
export function LanesFigure({ facts }: { readonly facts: RotationFacts }) {
  const now = useNow().getTime();
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<Frame | null>(null);
  const bars = useMemo(() => barsOf(facts, now), [facts, now]);
  const bounds = boundsOf(bars, now);
  const frame = chosen ?? firstFrame(bars, now);
  const ahead = aheadOf(facts, now);
  const lanes = layOutLanes(bars, frame, now, { width: Math.max(width, 1), ...SIZES });
  const moves = movesOf(frame, bounds, setChosen, lanes.now === null ? undefined : now);
  return (
    <div className={classes.figure}>
      <section
        ref={ref}
        className={classes.frame}
        aria-label="Credential versions over time: arrow keys go sideways, plus and minus zoom"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is moved by keys has to take the focus
        tabIndex={0}
        onKeyDown={(event) => onKey(event, moves)}
      >
        <LanesSvg lanes={lanes} ticks={ticksOf(frame, lanes.width)} barHeight={SIZES.barHeight} />
      </section>
      <VisuallyHidden>
        <ul>
          {lanesInWords(bars, ahead, (at) => exact(new Date(at))).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </VisuallyHidden>
      <div className={classes.foot}>
        <AheadInWords ahead={ahead} />
        <Legend />
        <Group gap={4} role="group" aria-label="What is seen of them">
          <Move label="Earlier" act={moves.earlier} icon={<ChevronLeft size={16} />} />
          <Move label="Later" act={moves.later} icon={<ChevronRight size={16} />} />
          <Move label="Zoom in" act={moves.nearer} icon={<ZoomIn size={16} />} />
          <Move label="Zoom out" act={moves.farther} icon={<ZoomOut size={16} />} />
          <Move label="Show everything" act={moves.everything} icon={<Maximize2 size={16} />} />
        </Group>
      </div>
    </div>
  );
}

const LEGEND = [
  ["pending", "pending: issued, not proven"],
  ["active", "active: what readers get"],
  ["superseded", "superseded: still works"],
] as const;

const Legend = () => (
  <ul className={classes.legend} aria-label="Legend">
    {LEGEND.map(([kind, words]) => (
      <li key={kind}>
        <LanesSwatch kind={kind} />
        {words}
      </li>
    ))}
    <li>dashed: planned</li>
  </ul>
);

function AheadInWords({ ahead: { rotation, revoke } }: { readonly ahead: ReturnType<typeof aheadOf> }) {
  const at = (time: number) => (
    <time dateTime={new Date(time).toISOString()} title={exact(new Date(time))}>
      {new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}
    </time>
  );
  return (
    <p className={classes.ahead}>
      {rotation ? (
        <>
          Next rotation {at(rotation.at)} brings v{rotation.version}.{" "}
        </>
      ) : (
        "No rotation is planned. "
      )}
      {revoke && (
        <>
          Next revoke {at(revoke.at)} ends v{revoke.version}.
        </>
      )}
    </p>
  );
}

type Moves = ReturnType<typeof movesOf>;

/** Now stays where it is, as long as it is seen. */
const movesOf = (frame: Frame, bounds: Frame, go: (frame: Frame | null) => void, centre?: number) => ({
  nearer: () => go(zoomed(frame, bounds, NEARER, centre)),
  farther: () => go(zoomed(frame, bounds, FARTHER, centre)),
  earlier: () => go(panned(frame, bounds, -ASIDE)),
  later: () => go(panned(frame, bounds, ASIDE)),
  everything: () => go(bounds),
  first: () => go(null),
});

const KEYS: Readonly<Record<string, keyof Moves>> = {
  "+": "nearer",
  "=": "nearer",
  "-": "farther",
  ArrowLeft: "earlier",
  ArrowRight: "later",
  "0": "everything",
  Home: "first",
};

function onKey(event: KeyboardEvent, moves: Moves): void {
  const move = KEYS[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  moves[move]();
}

function Move({
  label,
  act,
  icon,
}: {
  readonly label: string;
  readonly act: () => void;
  readonly icon: React.ReactNode;
}) {
  return (
    <ActionIcon variant="default" size="md" aria-label={label} title={label} onClick={act}>
      {icon}
    </ActionIcon>
  );
}
