import { describe, expect, it } from "vitest";
import { csv, jsonLines } from "../../src/audit/formats.ts";
import type { AuditLog } from "../../src/audit/schema.ts";

const log: AuditLog = {
  id: 7,
  createdAt: new Date("2026-01-02T03:04:05.678Z"),
  kind: "secret.read",
  message: 'he said "now", and\nleft',
  actor: "user:ada",
  address: "::1",
  requestId: null,
  projectId: null,
  rotationId: null,
  connectionId: null,
  secretId: null,
  runId: null,
  data: { name: "A", version: 3 },
};

describe("the audit as CSV", () => {
  it("has a head, quotes what has to be, and ends lines as the standard says", () => {
    expect(csv.head).toBe(
      "id,createdAt,kind,message,actor,address,requestId,projectId,rotationId,connectionId,secretId,runId,data\r\n",
    );
    expect(csv.rows([log])).toBe(
      '7,2026-01-02T03:04:05.678Z,secret.read,"he said ""now"", and\nleft",user:ada,::1,,,,,,,' +
        '"{""name"":""A"",""version"":3}"\r\n',
    );
  });

  it.each(["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\uff1d1"])(
    "does not let a spreadsheet take a text for a formula: %j",
    (message) => {
      const [, , , cell] = csv.rows([{ ...log, message }]).split(",");
      expect(cell?.replace(/^"/, "")).toMatch(/^'/);
    },
  );
});

describe("the audit as JSON lines", () => {
  it("is one object a line, whatever its texts hold", () => {
    const text = jsonLines.rows([log, { ...log, id: 6 }]);
    expect(text.split("\n")).toHaveLength(3);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { ...log, createdAt: "2026-01-02T03:04:05.678Z" },
      { ...log, id: 6, createdAt: "2026-01-02T03:04:05.678Z" },
    ]);
  });
});
