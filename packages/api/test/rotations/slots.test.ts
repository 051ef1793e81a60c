import { describe, expect, it } from "vitest";
import { activeIndexOf, inSlots } from "../../src/rotations/slots.ts";
import type { LiveCredential } from "../../src/store.ts";

const live = (number: number, slot: number, state: LiveCredential["state"]): LiveCredential => ({
  number,
  slot,
  state,
  retireAt: null,
});

describe("the credentials that clients see", () => {
  it.each([
    ["nothing", [], [], 0],
    ["the first", [live(1, 0, "active")], [1], 0],
    ["two", [live(1, 0, "superseded"), live(2, 1, "active")], [1, 2], 1],
    [
      "two, of which the newer is in the first slot",
      [live(2, 1, "superseded"), live(3, 0, "active")],
      [3, 2],
      0,
    ],
    ["no gap where the first slot is empty", [live(2, 1, "active")], [2], 0],
    [
      "at most one in a slot: the older one is on its way out",
      [live(3, 0, "active"), live(1, 0, "superseded"), live(2, 1, "superseded")],
      [3, 2],
      0,
    ],
  ])("are %s", (_, given, numbers, activeIndex) => {
    const slots = inSlots(given);
    expect(slots.map(({ number }) => number)).toEqual(numbers);
    expect(activeIndexOf(slots)).toBe(activeIndex);
  });
});
