import type { ReactNode } from "react";
import { useSyncExternalStore } from "react";

/** Something that was done, or could not be, told at the edge of the screen. */
export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: ReactNode;
}

const STAYS_MS = 8_000;

let notices: readonly Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/**
 * Tells what was done. What has gone wrong stays until it is closed.
 *
 * @example
 * tell("good", <>Rotation started: <RunLink id={runId}>open the run</RunLink></>);
 */
export function tell(tone: Notice["tone"], text: ReactNode): void {
  const id = ++last;
  set([...notices, { id, tone, text }].slice(-4));
  if (tone === "good") setTimeout(() => dismiss(id), STAYS_MS);
}

/** Takes a notice away. */
export const dismiss = (id: number): void => set(notices.filter((notice) => notice.id !== id));

/** What is told now, for the one who shows it. */
export const useNotices = (): readonly Notice[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => notices,
  );
