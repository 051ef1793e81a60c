import { expect, it } from "vitest";
import {
  aheadOf,
  barsOf,
  type CredentialFacts,
  type RotationFacts,
} from "../../src/screens/rotation/bars.ts";

const at = (day: number, hour = 0): string => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const now = Date.parse(at(20));

const credential = (version: number, more: Partial<CredentialFacts> = {}): CredentialFacts => ({
  version,
  slot: version % 2,
  handle: `app_${version % 2}`,
  state: "active",
  createdAt: at(version),
  promotedAt: at(version, 1),
  revokeAt: null,
  endedAt: null,
  ...more,
});

const rotation = (credentials: CredentialFacts[], more: Partial<RotationFacts> = {}): RotationFacts => ({
  phase: "dual",
  overlap: "until-next",
  nextRuns: [at(25), at(30)],
  credentials,
  ...more,
});

const told = (facts: RotationFacts) =>
  barsOf(facts, now).map(({ version, state, segments }) => [
    version,
    state,
    segments.map(({ kind, from, to, isGhost }) => {
      const days = [from, to].map((time) => new Date(time).toISOString().slice(8, 13).replace("T", "/"));
      return `${isGhost ? "ghost " : ""}${kind} ${days.join("-")}`;
    }),
  ]);

it("a version is pending until it is promoted, active until the next one is, then superseded until it ends", () => {
  const facts = rotation([
    credential(10),
    credential(6, { state: "superseded" }),
    credential(3, { state: "revoked", endedAt: at(10) }),
  ]);
  expect(told(facts)).toEqual([
    [3, "revoked", ["pending 03/00-03/01", "active 03/01-06/01", "superseded 06/01-10/00"]],
    [
      6,
      "superseded",
      ["pending 06/00-06/01", "active 06/01-10/01", "superseded 10/01-20/00", "ghost superseded 20/00-25/00"],
    ],
    [
      10,
      "active",
      [
        "pending 10/00-10/01",
        "active 10/01-20/00",
        "ghost active 20/00-25/00",
        "ghost superseded 25/00-30/00",
      ],
    ],
    [11, "planned", ["ghost active 25/00-30/00"]],
  ]);
});

it("a promised overlap ends when it ends, and not later than the next run", () => {
  const superseded = (revokeAt: string) =>
    aheadOf(rotation([credential(10), credential(6, { state: "superseded", revokeAt })]), now).revoke;
  expect(superseded(at(22))).toEqual({ at: Date.parse(at(22)), version: 6 });
  expect(superseded(at(28))).toEqual({ at: Date.parse(at(25)), version: 6 });
  expect(superseded(at(12))).toEqual({ at: now, version: 6 });
});

it("where nothing overlaps, the old one goes when the new one comes", () => {
  const facts = rotation(
    [credential(10, { slot: 0 }), credential(6, { slot: 0, state: "revoked", endedAt: at(10, 1) })],
    { phase: "single" },
  );
  expect(told(facts)).toEqual([
    [6, "revoked", ["pending 06/00-06/01", "active 06/01-10/01"]],
    [10, "active", ["pending 10/00-10/01", "active 10/01-20/00", "ghost active 20/00-25/00"]],
    [11, "planned", ["ghost active 25/00-30/00"]],
  ]);
});

it("without a schedule there are no ghosts, and what is superseded stays for as long as nobody ends it", () => {
  const facts = rotation([credential(10), credential(6, { state: "superseded" })], { nextRuns: [] });
  expect(told(facts).flatMap(([, , segments]) => segments)).not.toContainEqual(
    expect.stringContaining("ghost"),
  );
  expect(aheadOf(facts, now)).toEqual({ rotation: null, revoke: null });
});

it("a start that is late is due now", () => {
  const facts = rotation([credential(10)], { nextRuns: [at(19), at(24)] });
  expect(aheadOf(facts, now).rotation).toEqual({ at: now, version: 11 });
  expect(told(facts).at(-1)).toEqual([11, "planned", ["ghost active 20/00-24/00"]]);
});

it("a draft that never came to anything is pending until its end, also when it took no time", () => {
  const facts = rotation([credential(4, { state: "rejected", promotedAt: null, endedAt: at(4) })], {
    nextRuns: [],
  });
  const [bar] = barsOf(facts, now);
  expect(bar).toMatchObject({ state: "rejected", from: Date.parse(at(4)), to: Date.parse(at(4)) + 1 });
});
