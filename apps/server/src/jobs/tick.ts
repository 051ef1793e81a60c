/** More than this many jobs at once only wait for each other; the next tick sends more. */
const MOST_JOBS = 200;

/** How many batch jobs a number of due rotations asks for. */
export const fanOut = (due: number, batch: number): number => Math.min(MOST_JOBS, Math.ceil(due / batch));
