import type { StoredRotation } from "../store.ts";

type Live = StoredRotation["live"][number];

/**
 * The credentials that work, in the order of their slots: at most one for each slot, and of two in one slot the newer,
 * because the older one is on its way out.
 */
export function inSlots<T extends Live>(live: readonly T[]): readonly T[] {
  const bySlot = new Map<number, T>();
  for (const one of [...live].sort((a, b) => a.number - b.number)) bySlot.set(one.slot, one);
  return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
}

/** The place of the published one in that list; 0 before there is one. */
export const activeIndexOf = (slots: readonly Live[]): number =>
  Math.max(
    0,
    slots.findIndex(({ state }) => state === "active"),
  );
