import { describe, expect, it } from "vitest";
import { dayInWords, entriesOf } from "../../src/screens/calendar/entries.ts";
import { aheadOf, barsOf } from "../../src/screens/rotation/bars.ts";
import { decisionsOf } from "../../src/screens/rotation/decisions.ts";
import { changeOf, settingsOf } from "../../src/screens/rotation/edit.ts";
import {
  effectOfDeleting,
  effectOfRetiring,
  effectOfRotating,
  inWords,
  type Standing,
} from "../../src/screens/rotation/effects.ts";
import { inputOf } from "../../src/screens/rotation/input-of.ts";
import { lanesInWords } from "../../src/screens/rotation/lanes-in-words.ts";

const now = Date.UTC(2026, 0, 1);
const credential = (version: number, state: string, revokeAt: string | null = null) => ({
  version,
  state,
  revokeAt,
});
const standing = (
  phase: "single" | "dual",
  overlap: "until-next" | number,
  ...credentials: ReturnType<typeof credential>[]
): Standing => ({ phase, overlap, credentials });

describe("what a rotation now does", () => {
  it("names the version that comes, the one that works on, and the one that ends", () => {
    const both = standing("dual", "until-next", credential(12, "active"), credential(11, "superseded"));
    expect(effectOfRotating(both, now)).toEqual({
      words: "Issues v13; v12 works on until the run after this one. Ends v11.",
      breaksPromise: false,
    });
  });

  it("says when a promise is broken by it", () => {
    const promised = credential(11, "superseded", "2026-01-02T00:00:00.000Z");
    const { words, breaksPromise } = effectOfRotating(
      standing("dual", 48, credential(12, "active"), promised),
      now,
    );
    expect(words).toBe("Issues v13; v12 works on for 48 h. Ends v11, before the time it was promised.");
    expect(breaksPromise).toBe(true);
  });

  it("says where there is a gap, and where nothing was published yet", () => {
    const { words } = effectOfRotating(standing("single", "until-next", credential(3, "active")), now);
    expect(words).toContain("Issues v4 in place of v3, which stops working the moment");
    expect(effectOfRotating(standing("dual", 1), now).words).toBe(
      "Issues v1 and publishes it once it logs in.",
    );
  });
});

it("what is let go is named, and where there is nothing there is no such deed", () => {
  const both = standing("dual", "until-next", credential(12, "active"), credential(11, "superseded"));
  expect(effectOfRetiring(both)).toContain("Revokes v11 now.");
  expect(effectOfRetiring(standing("dual", "until-next", credential(12, "active")))).toBeNull();
});

it("deleting says what becomes of credentials and secrets, by its two flags", () => {
  const both = standing("dual", "until-next", credential(12, "active"), credential(11, "superseded"));
  const names = ["USER", "PASSWORD"];
  const gone = effectOfDeleting(both, names, { revokes: true, deletesSecrets: true }).join(" ");
  expect(gone).toContain("Revokes v12 and v11 at the target");
  expect(gone).toContain("Deletes USER and PASSWORD");
  const kept = effectOfDeleting(both, names, { revokes: false, deletesSecrets: false }).join(" ");
  expect(kept).toContain("v12 and v11 go on working at the target");
  expect(kept).toContain("stay as ordinary secrets");
});

it("each decision names what it does, and the dangerous ones are marked", () => {
  const [retry, notOurs] = decisionsOf({
    code: "credential-unknown",
    handles: ["AKIA1"],
    decisions: ["retry", "not-ours"],
  });
  expect(retry).toMatchObject({ decision: "retry", action: "Revoke AKIA1", isDangerous: true });
  expect(notOurs?.effect).toContain("AKIA1 is left alone");
  expect(decisionsOf({ code: "no-room", handles: [], decisions: [] })).toMatchObject([
    { decision: undefined, action: "Release" },
  ]);
  expect(decisionsOf({ code: "of-a-later-version", handles: [], decisions: ["retry"] })).toMatchObject([
    { action: "Try again" },
  ]);
});

it("names are joined as people say them", () => {
  expect([inWords([]), inWords(["a"]), inWords(["a", "b"]), inWords(["a", "b", "c"])]).toEqual([
    "nothing",
    "a",
    "a and b",
    "a, b and c",
  ]);
});

it("the lanes are told in words: what comes, and each version with its spans", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
  const facts = {
    phase: "dual" as const,
    overlap: "until-next" as const,
    nextRuns: [at(20)],
    credentials: [
      {
        ...{ version: 2, slot: 1, handle: "app_b", state: "active", revokeAt: null, endedAt: null },
        ...{ createdAt: at(5), promotedAt: at(6) },
      },
      {
        ...{ version: 1, slot: 0, handle: "app_a", state: "superseded", revokeAt: at(9), endedAt: null },
        ...{ createdAt: at(1), promotedAt: at(2) },
      },
    ],
  };
  const time = Date.parse(at(8));
  const day = (ms: number) => new Date(ms).toISOString().slice(8, 10);
  expect(lanesInWords(barsOf(facts, time), aheadOf(facts, time), day)).toEqual([
    "v3 is planned for 20.",
    "v1 is revoked 09.",
    "v2 (app_b), now active: pending from 05 to 06, active from 06 to 08.",
    "v1 (app_a), now superseded: pending from 01 to 02, active from 02 to 06, superseded from 06 to 08.",
  ]);
});

it("the configuration makes the same again: what a rotation was made with, and no value", () => {
  const rotation = {
    type: "postgres-credentials",
    name: "app",
    description: null,
    projectId: "p",
    environment: { slug: "dev", name: "Development", id: "e" },
    folder: { path: "/shop", id: "f" },
    connectionId: "c",
    isAutoRotationEnabled: false,
    parameters: { username1: "a" },
    secretsMapping: { password: "PASSWORD" },
  };
  const schedule = { kind: "cron", expression: "0 3 * * 1", timeZone: "UTC" } as const;
  expect(inputOf(rotation, { schedule, overlap: 12 })).toEqual({
    ...{ type: "postgres-credentials", name: "app", projectId: "p", environment: "dev", secretPath: "/shop" },
    ...{ connectionId: "c", isAutoRotationEnabled: false, schedule, overlap: 12 },
    ...{ parameters: { username1: "a" }, secretsMapping: { password: "PASSWORD" } },
  });
  expect(inputOf(rotation, { schedule, overlap: "until-next" })).not.toHaveProperty("overlap");
});

it("a day is told in words, and its entries lead to runs and rotations", () => {
  const run = {
    runId: "r1",
    rotationId: "a",
    rotationName: "app",
    kind: "rotate",
    trigger: "manual",
    state: "failed",
    endedAt: "2026-01-01T10:00:00.000Z",
  };
  const start = { at: "2026-01-01T12:00:00.000Z", rotationId: "b", rotationName: "web", type: "t" };
  expect(entriesOf({ runs: [run], starts: [start] })).toMatchObject([
    { name: "app", outcome: "failed", to: { runId: "r1" } },
    { name: "web", outcome: "planned", to: { rotationId: "b" } },
  ]);
  const planned = { count: 7, isMore: true };
  expect(dayInWords({ succeeded: 3, failed: 1, planned })).toBe("3 done, 1 failed, 7 or more planned");
  expect(dayInWords({ succeeded: 0, failed: 0, planned: { count: 0, isMore: false } })).toBe("nothing");
});

describe("a change of the configuration", () => {
  const rotation = { name: "app", description: null, secretsMapping: { user: "USER", password: "PASSWORD" } };
  const interval = { kind: "interval", days: 30, at: { hours: 3, minutes: 5 }, timeZone: "UTC" } as const;
  const state = {
    ...({
      schedule: interval,
      overlap: "until-next",
      strangers: "keep",
      verifyTimeoutSeconds: null,
    } as const),
  };
  const before = settingsOf(rotation, state);

  it("sends what is another one than before, and nothing else", () => {
    expect(changeOf(before, before)).toEqual({});
    const schedule = { ...before.schedule, days: 7 };
    expect(changeOf(before, { ...before, schedule })).toEqual({ schedule: { ...interval, days: 7 } });
    const secretsMapping = { ...before.secretsMapping, user: "LOGIN" };
    expect(changeOf(before, { ...before, overlapHours: 12, secretsMapping })).toEqual({
      overlap: 12,
      secretsMapping: { user: "LOGIN" },
    });
    expect(changeOf({ ...before, overlapHours: 12 }, before)).toEqual({ overlap: "until-next" });
  });

  it("cannot be sent while something is missing", () => {
    expect(changeOf(before, { ...before, name: " " })).toBeNull();
    expect(changeOf(before, { ...before, schedule: { ...before.schedule, days: null } })).toBeNull();
  });

  it("keeps a cron schedule as it is", () => {
    const cron = {
      kind: "cron",
      expression: "0 3 * * 1",
      timeZone: "Europe/Berlin",
      jitterMinutes: 5,
    } as const;
    const of = settingsOf(rotation, { ...state, schedule: cron });
    expect(changeOf(of, of)).toEqual({});
    const later = { ...of, schedule: { ...of.schedule, expression: "0 4 * * 1" } };
    expect(changeOf(of, later)).toEqual({ schedule: { ...cron, expression: "0 4 * * 1" } });
  });
});
