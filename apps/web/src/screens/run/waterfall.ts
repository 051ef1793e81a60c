/** One step of a run as the API gives it; `endedAt` is missing while it is under way. */
export interface StepFacts {
  readonly name: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string;
}

export interface StepBar {
  /** Its place in the list of steps. */
  readonly index: number;
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A pause that is drawn shorter than it was. */
export interface Break {
  readonly x: number;
  readonly ms: number;
}

export interface Waterfall {
  readonly width: number;
  readonly height: number;
  /** The names of the steps, one a lane, in the order in which they first came. */
  readonly lanes: readonly string[];
  readonly bars: readonly StepBar[];
  readonly breaks: readonly Break[];
}

export interface WaterfallSizes {
  readonly width: number;
  readonly barHeight: number;
  readonly gap: number;
}

const NARROWEST = 4;
/** A pause is never drawn longer than this part of the work, or a second. */
const LONGEST_PAUSE = 0.25;
const SECOND_MS = 1_000;

/** A lane for each step and a bar for each try; long pauses are cut, so that short steps are seen beside them. */
export function layOutWaterfall(steps: readonly StepFacts[], now: number, sizes: WaterfallSizes): Waterfall {
  const times = steps.map(({ startedAt, endedAt }) => spanOf(startedAt, endedAt, now));
  const lanes = [...new Set(steps.map(({ name }) => name))];
  const axis = axisOf(times, sizes.width);
  const bars = steps.map((step, index): StepBar => {
    const lane = lanes.indexOf(step.name);
    const span = times[index] ?? { from: now, to: now };
    const x = axis.at(span.from);
    const y = sizes.gap + lane * (sizes.barHeight + sizes.gap);
    return { index, lane, x, y, width: Math.max(0, axis.at(span.to) - x) };
  });
  return {
    width: sizes.width,
    height: lanes.length * (sizes.barHeight + sizes.gap) + sizes.gap,
    lanes,
    bars: widened(bars, sizes.width),
    breaks: axis.breaks,
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function spanOf(startedAt: string, endedAt: string | null, now: number): Span {
  const from = Date.parse(startedAt);
  return { from, to: Math.max(from, endedAt === null ? now : Date.parse(endedAt)) };
}

/** From an instant to a place: work at its length, pauses cut. */
function axisOf(times: readonly Span[], width: number) {
  const work = merged(times);
  const busy = work.reduce((sum, { from, to }) => sum + to - from, 0);
  const longest = Math.max(SECOND_MS, busy * LONGEST_PAUSE);
  let shown = 0;
  const pieces = work.map((span, index) => {
    const pause = span.from - (work[index - 1]?.to ?? span.from);
    const cut = Math.min(pause, longest);
    shown += cut;
    const piece = { ...span, start: shown, pause, cut };
    shown += span.to - span.from;
    return piece;
  });
  const total = Math.max(shown, 1);
  const place = (ms: number): number => Math.min(width, (ms / total) * width);
  return {
    at: (time: number): number => {
      const piece = pieces.findLast(({ from }) => from <= time) ?? pieces[0];
      return piece ? place(piece.start + Math.min(time, piece.to) - piece.from) : 0;
    },
    breaks: pieces
      .filter(({ pause, cut }) => pause > cut)
      .map(({ start, cut, pause }) => ({ x: place(start - cut / 2), ms: pause })),
  };
}

function merged(times: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const span of times.toSorted((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last && span.from <= last.to)
      spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else spans.push(span);
  }
  return spans;
}

/** Short ones are made visible; what began in the same moment stands side by side. */
function widened(bars: readonly StepBar[], width: number): StepBar[] {
  const lanes = [...Map.groupBy(bars, ({ lane }) => lane).values()];
  return lanes.flatMap((lane) => sideBySide(lane, width)).sort((a, b) => a.index - b.index);
}

function sideBySide(lane: readonly StepBar[], width: number): StepBar[] {
  const narrowest = Math.min(NARROWEST, width / lane.length);
  const ordered = lane.toSorted((a, b) => a.x - b.x || a.index - b.index);
  let free = 0;
  const lefts = ordered.map((bar) => {
    const x = Math.max(bar.x, free);
    free = x + narrowest;
    return x;
  });
  let end = width;
  return ordered
    .map((bar, index) => ({ bar, left: lefts[index] ?? 0 }))
    .reverse()
    .map(({ bar, left }) => {
      const x = Math.min(left, end - narrowest);
      const right = Math.min(end, Math.max(bar.x + bar.width, x + narrowest));
      end = x;
      return { ...bar, x, width: right - x };
    });
}
