/** What each process reads again for itself, whether it works or only answers. */
export interface EachMinute {
  /** Ends it, and waits for what is being read. */
  stop(): Promise<void>;
}

/** Often enough for a clock that drifts and for keys that are replaced. */
export const MINUTE_MS = 60_000;

/** Does these once a minute, each by itself; one that takes longer is not begun a second time. */
export function eachMinute(
  tasks: readonly (() => Promise<unknown>)[],
  onError: (error: unknown) => void,
): EachMinute {
  const underWay = new Map<() => Promise<unknown>, Promise<unknown>>();
  const begin = (task: () => Promise<unknown>): void => {
    if (underWay.has(task)) return;
    const done = task()
      .catch(onError)
      .finally(() => underWay.delete(task));
    underWay.set(task, done);
  };
  const timer = setInterval(() => tasks.forEach(begin), MINUTE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay.values());
    },
  };
}
