import type { ReactNode } from "react";
import { useSyncExternalStore } from "react";

/** A question before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  /** What will happen, named: "revokes v11, which 3 services may still use". */
  readonly effect: ReactNode;
  /** On the button: the deed, never "OK". */
  readonly action: string;
  readonly isDangerous?: boolean;
  /** To be typed first, where it takes more than a click. */
  readonly typed?: string;
}

export interface Asked extends Question {
  answer(yes: boolean): void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function set(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/**
 * Asks, and gives the answer.
 *
 * @example
 * if (await confirm({ title: "Rotate now?", effect: "Issues v13 and ends v11.", action: "Rotate" })) rotate.mutate({ rotationId });
 */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    set({
      ...question,
      answer: (yes) => {
        set(null);
        resolve(yes);
      },
    });
  });
}

/** The question that is open, for the one who shows it. */
export const useConfirmations = (): Asked | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => asked,
  );
