import { describe, expect, it } from "vitest";
import {
  type AuditLog,
  actorWords,
  detailsOf,
  EVERYWHERE,
  exportPath,
  filterOf,
} from "../../src/screens/audit/audit-query.ts";

const OWN = "11111111-1111-4111-8111-111111111111";

describe("the filters of the audit", () => {
  it("are those of one's own project until another one is chosen", () => {
    expect(filterOf({}, OWN)).toEqual({ projectId: OWN });
    expect(filterOf({ project: "other" }, OWN)).toEqual({ projectId: "other" });
    expect(filterOf({ project: EVERYWHERE }, OWN)).toEqual({});
    expect(filterOf({}, null)).toEqual({});
  });

  it("take whole days of whoever looks, the last one with them", () => {
    const { from, until } = filterOf({ from: "2026-03-01", until: "2026-03-01" }, null);
    expect(from).toBe(new Date(2026, 2, 1).toISOString());
    expect(until).toBe(new Date(2026, 2, 2).toISOString());
  });

  it("end at midnight of the day after, however long a day is", () => {
    const { until } = filterOf({ until: "2026-12-31" }, null);
    expect(until).toBe(new Date(2027, 0, 1).toISOString());
  });

  it.each(["yesterday", "2026-13-01", "2026-02-30", "26-1-1"])("leave out %s, which is no day", (day) => {
    expect(filterOf({ from: day, until: day }, null)).toEqual({});
  });

  it("go into the address of the export as they are, escaped", () => {
    const path = exportPath("csv", filterOf({ actor: "user:1&x=2", kind: "secret" }, OWN));
    const { pathname, searchParams } = new URL(path, "http://turnbolt.test");
    expect(pathname).toBe("/api/v1/audit-logs/export.csv");
    expect(Object.fromEntries(searchParams)).toEqual({ projectId: OWN, actor: "user:1&x=2", kind: "secret" });
  });
});

it("names who did it as people would", () => {
  expect(actorWords(null, "user:1")).toBe("Turnbolt");
  expect(actorWords("user:1", "user:1")).toBe("You");
  expect(actorWords("root-token", "user:1")).toBe("Root token");
  expect(actorWords("machine:0a6fd1f0-aaaa-bbbb-cccc-dddddddddddd", "user:1")).toBe("Machine 0a6fd1f0");
  expect(actorWords("user:0a6fd1f0-aaaa-bbbb-cccc-dddddddddddd", "user:1")).toBe("Person 0a6fd1f0");
});

it("tells of a row what its links do not", () => {
  const row = { rotationId: "r1", connectionId: null, runId: "n1" } as AuditLog;
  const data = { rotationId: "r1", runId: "n1", version: 3, handle: "a", note: null };
  expect(detailsOf({ ...row, data })).toEqual([
    ["version", "3"],
    ["handle", "a"],
  ]);
});
