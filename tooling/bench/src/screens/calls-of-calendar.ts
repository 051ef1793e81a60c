import type { Call } from "./calls.ts";
import type { Samples } from "./samples.ts";

const DAY_MS = 86_400_000;
const ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles"];

/** Rotations and their connections, as many runs and their rotations, two hundred starts on each day, the days of each project. */
const mostOf = (days: number): number => 2 * 2_001 + 2 * 2_001 + days * 201 + 2_000;

/** Months and weeks, of everything and of one project. */
export function calendarCalls({ projects }: Samples, now: Date): readonly Call[] {
  const day = (inDays: number): string =>
    new Date(now.getTime() + inDays * DAY_MS).toISOString().slice(0, 10);
  const calendar = (name: string, first: number, days: number, ways: readonly object[]): Call => ({
    name: `calendar, ${name}`,
    procedure: "insights.calendar",
    inputs: ways.map((way) => ({ from: day(first), to: day(first + days - 1), ...way })),
    most: mostOf(days),
    ofScope: true,
  });
  const ofZones = ZONES.map((timeZone) => ({ timeZone }));
  const ofProjects = projects.map((projectId) => ({ projectId, timeZone: "Europe/Berlin" }));
  return [
    calendar("a month", -14, 42, ofZones),
    calendar("a month of a project", -14, 42, ofProjects),
    calendar("the month before", -45, 42, ofZones),
    calendar("the month after", 20, 42, ofZones),
    calendar("a week", -3, 7, ofZones),
    calendar("a week of a project", -3, 7, ofProjects),
  ];
}
