export { latestStart, type NextRotation, nextDates, nextRotation } from "./next.ts";
export { type Cron, type IntervalSchedule, type Schedule, schedule, scheduleProblem } from "./schedule.ts";
export { aheadOfUtc, dayOf, instantOf, isTimeZone } from "./wall-clock.ts";
