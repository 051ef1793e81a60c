import { readSync, writeSync } from "node:fs";

/** What a process tells at a point, one line of JSON. */
export interface Told {
  readonly point: string;
  /** Values that may be on their way now, for whoever looks for them in logs. Never printed. */
  readonly values?: readonly string[];
}

/** Places at which the process stands still until its parent has decided what becomes of it. */
export interface Points {
  /** Says where we are and blocks the whole process: it is killed here, or told to go on. No race decides. */
  at(point: string, values?: readonly string[]): void;
}

/** Points over a socket to the parent; without one nobody watches and nothing stops. */
export function pointsOver(fd: number | null): Points {
  if (fd === null) return { at: () => {} };
  const answer = Buffer.alloc(1);
  return {
    at: (point, values) => {
      const told: Told = { point, ...(values && { values }) };
      writeSync(fd, `${JSON.stringify(told)}\n`);
      // The parent is gone: so are we.
      if (readSync(fd, answer) === 0) process.exit(1);
    },
  };
}
