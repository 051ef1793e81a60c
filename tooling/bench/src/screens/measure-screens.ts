import { type Call, callsOf } from "./calls.ts";
import { type Installation, openInstallation, type Who } from "./installation.ts";
import { type Reading, readingsOf } from "./plans.ts";
import { samplesOf } from "./samples.ts";

/** What a screen may take at the server, for 95 of 100 requests. */
const MOST_MS = 300;

export interface ScreenOptions {
  readonly screens: {
    readonly rotations: number;
    readonly runsOfEach: number;
    /** Of each call, one after the other. */
    readonly requests: number;
    /** Of the eight orders of a list, so many for each set of its filters. */
    readonly ordersOfEach: number;
    /** Whether a time that is over the goal is a failure: on a machine that others use it says little. */
    readonly isTimed: boolean;
  };
}

/** A call, by one who may read everything or by one who may read each of the projects. */
interface Asked {
  readonly name: string;
  readonly call: Call;
  readonly who: Who;
}

interface Measured extends Asked {
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Of each of its inputs. */
  readonly readings: readonly (Reading & { readonly input: object })[];
}

/** Fills an installation, and says what each call of the dashboard takes there and how many rows it looks at. */
export async function measureScreens({
  screens,
}: ScreenOptions): Promise<readonly { readonly name: string; readonly wrong: readonly string[] }[]> {
  const { rotations, runsOfEach, ordersOfEach, isTimed } = screens;
  const installation = await openInstallation({ rotations, runsOfEach });
  try {
    const seconds = (installation.seededMs / 1_000).toFixed(0);
    console.log(`\n${rotations} rotations with ${rotations * runsOfEach} runs, seeded in ${seconds} s`);
    const calls = callsOf(await samplesOf(installation.sql), new Date(), ordersOfEach);
    const measured = await measure(installation, calls.flatMap(byEach), screens);
    for (const line of tell(measured)) console.log(line);
    const slow = measured
      .filter(({ p95Ms }) => p95Ms >= MOST_MS)
      .map(({ name, p95Ms }) => `${name} ${p95Ms} ms`);
    if (!isTimed) console.log(`over ${MOST_MS} ms, not judged here: ${slow.join(", ") || "none"}`);
    return [
      {
        name: `of ${rotations} rotations no request looks at more rows than it may`,
        wrong: measured.flatMap(tooMuch),
      },
      ...(isTimed
        ? [{ name: `each call of a screen is answered within ${MOST_MS} ms (p95)`, wrong: slow }]
        : []),
    ];
  } finally {
    await installation.close();
  }
}

const byEach = (call: Call): readonly Asked[] => [
  { name: call.name, call, who: "admin" },
  ...(call.ofScope ? [{ name: `${call.name}, as a member`, call, who: "member" } as const] : []),
];

async function measure(
  { ask, target, sql }: Installation,
  all: readonly Asked[],
  { requests, isTimed }: ScreenOptions["screens"],
): Promise<readonly Measured[]> {
  const times: number[][] = [];
  for (const { name, who, call } of all) {
    const once = () => timesOf((input) => ask(who, call.procedure, input), call.inputs, requests);
    const first = await once();
    const p95Ms = quantile(first, 0.95);
    const isSlow = isTimed && p95Ms >= MOST_MS;
    if (isSlow) console.log(`${name}: ${p95Ms} ms (p95), measured a second time`);
    times.push(isSlow ? await once() : first);
  }
  const each = all.flatMap(({ who, call }) => call.inputs.map((input) => ({ who, call, input })));
  const readings = await readingsOf(
    target,
    sql,
    each.map(
      ({ who, call, input }) =>
        () =>
          ask(who, call.procedure, input),
    ),
  );
  const told = each.map((one, place) => ({ ...one, reading: readings[place] }));
  return all.map((asked, place) => ({
    ...asked,
    medianMs: quantile(times[place] ?? [], 0.5),
    p95Ms: quantile(times[place] ?? [], 0.95),
    readings: told
      .filter(({ call, who }) => call === asked.call && who === asked.who)
      .flatMap(({ input, reading }) => (reading ? [{ input, ...reading }] : [])),
  }));
}

/** Of each request, after one that is not counted; its inputs by turns. */
async function timesOf(
  ask: (input: object) => Promise<unknown>,
  inputs: readonly object[],
  requests: number,
): Promise<number[]> {
  await ask(inputs[0] ?? {});
  const times: number[] = [];
  for (let turn = 0; turn < requests; turn++) {
    const began = performance.now();
    await ask(inputs[turn % inputs.length] ?? {});
    times.push(performance.now() - began);
  }
  return times;
}

const quantile = (values: readonly number[], part: number): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN);

function tell(measured: readonly Measured[]): readonly string[] {
  const width = Math.max(...measured.map(({ name }) => name.length));
  const heading = `${"".padEnd(width)}  median    p95      rows of  at most   pages`;
  const lines = measured.map(({ name, medianMs, p95Ms, readings, call }) => {
    const rows = Math.max(...readings.map((reading) => reading.rows));
    const pages = Math.max(...readings.map((reading) => reading.pages));
    const times = `${String(medianMs).padStart(6)} ${String(p95Ms).padStart(6)} ms`;
    return `${name.padEnd(width)}  ${times} ${String(rows).padStart(9)} ${String(call.most).padStart(8)} ${String(pages).padStart(7)}`;
  });
  return [heading, ...lines];
}

/** A request whose plans were not told would seem to look at nothing. */
function tooMuch({ name, call, readings }: Measured): readonly string[] {
  if (readings.length !== call.inputs.length) return [`${name}: not all of its plans were told`];
  return readings
    .filter(({ rows, statements }) => statements === 0 || rows > call.most)
    .map(
      ({ input, rows, statements, worst }) =>
        `${name} ${JSON.stringify(input)}: ${rows} rows in ${statements} statements, at most ${call.most}; ${worst}`,
    );
}
