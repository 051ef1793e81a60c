import { corners } from "@turnbolt/testkit";
import { expect, it, vi } from "vitest";
import type { Mutant, Scenario } from "../src/index.ts";
import { expectFound, fault, ledgerFault } from "./expect-found.ts";

// A process is started for each.
vi.setConfig({ testTimeout: 90_000 });

const all = corners.map(({ name }) => name);
const calm = { olderAfterMs: null, jumps: [] } as const;
const everywhere: Scenario = { corners: all, seeds: 8, fixed: calm };
const chosen: Scenario = {
  corners: all.filter((name) => name.includes("chosen") && !name.includes("own")),
  seeds: 20,
  fixed: calm,
};
const granted: Scenario = { corners: all.filter((name) => name.includes("granted")), seeds: 20, fixed: calm };
const busy: Scenario = { corners: all, seeds: 15, fixed: { ...calm, workers: 2, faultRate: 0.12 } };
const sleepy: Scenario = {
  corners: ["dual-fresh-granted-labelled", "dual-fresh-granted-unlabelled"],
  seeds: 80,
  fixed: { ...calm, workers: 3, faultRate: 0.25 },
};
const labelled: Scenario = {
  corners: ["dual-fresh-granted-labelled"],
  seeds: 60,
  fixed: { ...calm, faultRate: 0.15 },
};
const strange: Scenario = {
  corners: ["dual-fresh-granted-unlabelled"],
  seeds: 150,
  fixed: { ...calm, planted: true, strangers: "keep", faultRate: 0.15 },
};
const failing: Scenario = {
  corners: ["dual-fresh-chosen-known-handle", "dual-fixed-chosen"],
  seeds: 20,
  fixed: { ...calm, sluggish: { fromMs: 86_400_000, toMs: 259_200_000 } },
};

interface Fault {
  readonly name: string;
  readonly scenario: Scenario;
  readonly shows: RegExp;
  readonly mutant: Mutant;
}

const faults: readonly Fault[] = [
  {
    name: "another draft is used before it is on disk",
    scenario: chosen,
    shows: /2: a value for .* is issued that is not on disk/,
    mutant: fault(
      "issue-chosen.ts",
      "  await flush(job, () => ({\n    rotation: { lastNumber: row.number },",
      "  note(job, () => ({\n    rotation: { lastNumber: row.number },",
    ),
  },
  {
    name: "an answer is read before it is on disk",
    scenario: granted,
    shows: /2: an answer was read before it was on disk/,
    mutant: fault(
      "issue-granted.ts",
      "await flush(job, () => ({ rotation: { lastNumber: number, opening: null }, versions: [row] }));",
      "note(job, () => ({ rotation: { lastNumber: number, opening: null }, versions: [row] }));",
    ),
  },
  {
    name: "a lost answer is followed by another value",
    scenario: chosen,
    shows: /1: |6: |2: /,
    mutant: fault(
      "issue-chosen.ts",
      "  if (!row) return await anotherDraft(job, provider, runOf(job).draftAttempt + 1);",
      [
        "  if (row && runOf(job).unanswered) note(job, rejectDraft(job.engine.clock.now()));",
        "  if (!row || runOf(job).unanswered)",
        "    return await anotherDraft(job, provider, runOf(job).draftAttempt + 1);",
      ].join("\n"),
    ),
  },
  {
    name: "a draft is published before it was verified",
    scenario: chosen,
    shows: /12: the published credential|1: no stored value/,
    mutant: fault(
      "issue-chosen.ts",
      'run: { state: "issued", issuedAt',
      'run: { state: "verified", issuedAt',
    ),
  },
  {
    name: "what appeared after a lost creation is taken for ours",
    scenario: strange,
    shows: /6: the stranger .* is gone/,
    mutant: fault("recover-granted.ts", 'strangers === "replace" && extra', "strangers && extra"),
  },
  {
    name: "a save looks at no fence",
    scenario: busy,
    shows: /4: version|5: /,
    mutant: ledgerFault("&& row.work.rotation.fence === lease.fence", ""),
  },
  {
    name: "a call has no deadline",
    scenario: busy,
    // Whoever has the lease by now works over the same connection: that is seen too, and may be seen first.
    shows: /5: .* under a lost lease|6: \d+ calls at once over one connection/,
    mutant: fault(
      "call.ts",
      "attempt(job, options, { deadline, askedAt, watch }, call)",
      "attempt(job, options, { deadline: deadline + 1e9, askedAt, watch }, call)",
    ),
  },
  {
    name: "a call outlasts its lease",
    scenario: sleepy,
    // Whoever has the lease by now works over the same connection: that is seen too, and may be seen first.
    shows: /5: .* under a lost lease|6: \d+ calls at once over one connection/,
    mutant: fault("call.ts", "  await outlast(job, deadline);\n", ""),
  },
  {
    name: "nobody looks for what late calls left behind",
    scenario: labelled,
    shows: /6: .* is left behind/,
    mutant: fault("settle.ts", "if (settles && isFresh(provider)) {", "if (!settles && isFresh(provider)) {"),
  },
  {
    name: "the published credential is retired",
    scenario: everywhere,
    shows: /12: |9: |1: /,
    mutant: fault(
      "retire.ts",
      "const due = nextToRetire(job);",
      "const due = nextToRetire(job) && active(job.work);",
    ),
  },
  {
    name: "the overlap is cut short",
    scenario: {
      corners: all.filter((name) => name.startsWith("dual")),
      seeds: 15,
      fixed: { ...calm, overlapMs: 7_200_000 },
    },
    shows: /7: .* was promised until/,
    mutant: fault(
      "promote.ts",
      "return rotation.overlapMs === null ? null : plus(now, rotation.overlapMs);",
      "return rotation.overlapMs === null ? null : plus(now, rotation.overlapMs / 2);",
    ),
  },
  {
    name: "the number of a version is used again",
    scenario: everywhere,
    shows: /4: version/,
    mutant: fault(
      "draft.ts",
      "const number = rotation.lastNumber + 1;",
      "const number = rotation.lastNumber || 1;",
    ),
  },
  {
    name: "a message repeats a secret",
    scenario: everywhere,
    shows: /11: the value of version/,
    mutant: fault("call.ts", "redact(error.message, secrets)", "[error.message, ...secrets].join()"),
  },
  {
    name: "a failure leaves no next date",
    scenario: failing,
    shows: /8: a running schedule has no next date/,
    mutant: fault("outcome.ts", "...(rotation.auto && { nextAt: plus(now, pause) }) };", "nextAt: null };"),
  },
  {
    name: "whoever takes over trusts that nothing was asked for",
    scenario: { corners: all, seeds: 25, fixed: calm },
    shows: /8: |1: |6: |2: /,
    mutant: fault("prepare.ts", "run.unanswered || MAY_HAVE_CHANGED.has(run.state)", "run.unanswered"),
  },
  {
    name: "a deletion begins with the published credential",
    scenario: everywhere,
    shows: /12: .* is revoked before the others/,
    mutant: fault(
      "revoke.ts",
      "if (older.length > 0) return await mark(job, older);",
      "const top = active(job.work);\n  if (older.length > 0) return await mark(job, top ? [top] : older);",
    ),
  },
];

it.each(faults)("it is found when $name", async ({ scenario, shows, mutant }) => {
  await expectFound(scenario, shows, mutant);
});

it("a fault that no longer fits the source is told, not passed over", async () => {
  const gone = fault("retire.ts", "this is not in the source", "");
  await expect(expectFound({ ...everywhere, seeds: 1 }, /./, gone)).rejects.toThrow("has this 0 times");
});
