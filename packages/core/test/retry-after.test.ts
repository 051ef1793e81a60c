import { expect, it } from "vitest";
import { retryAfterMs } from "../src/index.ts";

const DAY = 86_400_000;
const read = (after: string, date?: string) =>
  retryAfterMs(new Headers({ "retry-after": after, ...(date && { date }) }));

it.each([
  ["7", undefined, 7_000],
  ["Fri, 01 Jan 2027 00:00:30 GMT", "Fri, 01 Jan 2027 00:00:10 GMT", 20_000],
  ["Fri, 01 Jan 2027 00:00:00 GMT", "Fri, 01 Jan 2027 00:00:10 GMT", 0],
  ["soon", undefined, undefined],
  // A mistake of the target's does not stop a rotation for years.
  ["999999999", undefined, DAY],
  ["9".repeat(400), undefined, DAY],
  ["Fri, 01 Jan 2100 00:00:00 GMT", "Fri, 01 Jan 2027 00:00:00 GMT", DAY],
])("Retry-After %s, on an answer of %s, is %s ms", (after, date, ms) => {
  expect(read(after, date)).toBe(ms);
});
