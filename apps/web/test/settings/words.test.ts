import { describe, expect, it } from "vitest";
import type { Session } from "../../src/app/session.tsx";
import {
  isUnderWay,
  type KeyStatus,
  otherKeys,
  percentOf,
  progressWords,
  type Rewrap,
  rewrapEffect,
} from "../../src/screens/settings/key-words.ts";
import {
  nextStep,
  outcomeWords,
  rightUntil,
  unsealedWords,
  type Verification,
} from "../../src/screens/settings/seal-words.ts";
import { programOf } from "../../src/screens/settings/session-words.ts";
import { tabOf, tabsFor } from "../../src/screens/settings/settings-tabs.ts";

const AT = "2026-01-01T00:00:00.000Z";

describe("the parts of the settings", () => {
  const session = (isAdmin: boolean, kind: "person" | "machine" = "person"): Session => ({
    me: { kind } as Session["me"], // nothing else of it is asked
    may: () => isAdmin,
    mayAnywhere: (action) => isAdmin || action === "read",
  });

  it("are those that the server would tell something of", () => {
    expect(tabsFor(session(true))).toEqual(["account", "notifications", "keys", "seals", "about"]);
    expect(tabsFor(session(false))).toEqual(["account", "notifications", "about"]);
    expect(tabsFor(session(false, "machine"))).not.toContain("account");
  });

  it("are looked at where the URL says so, and the first one where it names none that there is", () => {
    const tabs = tabsFor(session(false));
    expect(tabOf({ tab: "about" }, tabs)).toBe("about");
    expect(tabOf({ tab: "keys" }, tabs)).toBe("account");
    expect(tabOf({}, tabs)).toBe("account");
  });
});

describe("a re-wrap", () => {
  const rewrap = (done: number, total: number, endedAt: string | null = null) => ({ done, total, endedAt });

  it("is whole only when it has ended", () => {
    expect(percentOf(rewrap(0, 60))).toBe(0);
    expect(percentOf(rewrap(25, 60))).toBe(41);
    expect(percentOf(rewrap(60, 60))).toBe(99);
    expect(percentOf(rewrap(61, 60))).toBe(99);
    expect(percentOf(rewrap(60, 60, AT))).toBe(100);
    expect(percentOf(rewrap(0, 0))).toBe(0);
    expect(percentOf(rewrap(0, 0, AT))).toBe(100);
  });

  it("says how far it is, and never more than there was", () => {
    expect(progressWords(rewrap(25, 1_060))).toBe("25 of 1,060 data keys wrapped.");
    expect(progressWords(rewrap(61, 60))).toBe("60 of 60 data keys wrapped.");
    expect(progressWords(rewrap(60, 60, AT))).toBe("All 60 data keys are wrapped with it.");
    expect(progressWords(rewrap(1, 1, AT))).toBe("The only data key is wrapped with it.");
  });

  it("is offered with the keys that do not seal", () => {
    const status = (keyRewrap: Rewrap | null): KeyStatus => ({
      sealsWith: "old",
      known: ["old", "new"],
      keyRewrap,
    });
    expect(otherKeys(status(null))).toEqual(["new"]);
    expect(isUnderWay(undefined)).toBe(false);
    expect(isUnderWay(status(null))).toBe(false);
    expect(isUnderWay(status({ endedAt: null } as Rewrap))).toBe(true);
    expect(isUnderWay(status({ endedAt: AT } as Rewrap))).toBe(false);
  });

  it("names both keys in what it does", () => {
    expect(rewrapEffect("old", "new")).toMatch(/The key new seals .* need.*; backups .* needing old\./);
  });
});

describe("a verification", () => {
  const verification = (change: Partial<Verification>): Verification => ({
    id: "v1",
    requestedBy: "user:1",
    startedAt: AT,
    endedAt: AT,
    state: "whole",
    total: 12,
    seals: 12,
    auditLogs: 1_018,
    broken: null,
    ...change,
  });

  it("says in plain words what came of it", () => {
    expect(outcomeWords(verification({}))).toBe("The audit is whole: 1,018 rows in 12 seals are right.");
    expect(outcomeWords(verification({ seals: 1, auditLogs: 1 }))).toBe(
      "The audit is whole: 1 row in 1 seal is right.",
    );
    expect(outcomeWords(verification({ seals: 0, auditLogs: 0 }))).toMatch(/^Nothing is sealed yet/);
    expect(outcomeWords(verification({ state: "running", seals: 3 }))).toBe("Looking: 3 of 12 seals so far.");
    expect(outcomeWords(verification({ state: "abandoned", seals: 3, auditLogs: 40 }))).toMatch(
      /^It was not looked at to the end: .* 40 rows in 3 seals\.$/,
    );
  });

  it("names the first broken place, how far all is right, and what to do", () => {
    const broken = { what: "row-changed", seal: 7, auditLogId: 42, message: "row 42 was changed" } as const;
    const found = verification({ state: "broken", seals: 6, auditLogs: 1_017, broken });
    expect(outcomeWords(found)).toBe("The audit is broken: row 42 was changed.");
    expect(rightUntil(found)).toMatch(/^Right up to seal 6, 1,017 rows\./);
    expect(rightUntil({ seals: 0, auditLogs: 0 })).toBe("Nothing before it was found right.");
    expect(nextStep("row-changed")).toContain("Keep a copy");
    expect(nextStep("cut-off")).toContain("backup");
    expect(nextStep("key-missing")).toContain("data key");
  });

  it("says how much is not sealed yet", () => {
    expect([0, 1, 12, 10_000].map((count) => unsealedWords({ count, since: null }))).toEqual([
      "none",
      "1 row",
      "12 rows",
      "10,000 rows or more",
    ]);
  });
});

describe("a session", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
      "Safari on macOS",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
      "Edge on Windows",
    ],
    [
      "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
      "Chrome on Android",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    ["curl/8.5.0", "curl"],
    ["", "A program that does not say its name"],
    [null, "A program that does not say its name"],
  ])("%s is shown as %s", (userAgent, shown) => expect(programOf(userAgent)).toBe(shown));
});
