import { describe, expect, it } from "vitest";
import { progressText, rotateEffect } from "../src/screens/rotations/bulk-words.ts";

const counts = { waiting: 0, running: 0, attention: 0, done: 0, failed: 0, refused: 0, cancelled: 0 };

describe("the words of a bulk job", () => {
  it("name the gaps, and the credentials that end before their time", () => {
    const dual = { phase: "dual", superseded: null } as const;
    const single = { phase: "single", superseded: null } as const;
    const overlapping = { phase: "dual", superseded: { version: 3, revokeAt: null } } as const;
    expect(rotateEffect([dual])).toBe("1 rotation gets a new credential, one after the other.");
    expect(rotateEffect([dual, single, overlapping])).toBe(
      "3 rotations get a new credential, one after the other. 1 of them has a brief gap: the old password ends at once. " +
        "1 superseded credential ends before the overlap is over.",
    );
  });

  it("say how far it is, and nothing of what there is none of", () => {
    expect(
      progressText({
        total: 40,
        counts: { ...counts, done: 12, running: 3, failed: 1, attention: 2, waiting: 22 },
      }),
    ).toBe("12 of 40 done, 3 running, 22 waiting, 2 need attention, 1 failed");
    expect(progressText({ total: 2, counts: { ...counts, done: 2 } })).toBe("2 of 2 done");
  });
});
