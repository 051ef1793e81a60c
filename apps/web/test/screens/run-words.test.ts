import { expect, it } from "vitest";
import { diagnosisOf, withoutNames } from "../../src/screens/run/diagnosis.ts";
import { nextStep, remoteSide } from "../../src/screens/run/remote-side.ts";
import type { Run } from "../../src/screens/run/run.ts";
import { stepsOf } from "../../src/screens/run/steps.ts";

const at = "2026-01-01T00:00:00.000Z";
const run = (more: Partial<Run> = {}): Run => ({
  id: "0a6fd1f0-0000-4000-8000-000000000000",
  rotationId: "0a6fd1f0-0000-4000-8000-000000000001",
  projectId: "0a6fd1f0-0000-4000-8000-000000000002",
  kind: "rotate",
  trigger: "manual",
  requestedBy: "user:ada",
  state: "issuing",
  ended: false,
  message: null,
  cause: null,
  createdAt: at,
  endedAt: null,
  steps: [],
  currentStep: null,
  ...more,
});
const failed = run({
  state: "failed",
  ended: true,
  cause: "box: locked",
  message: "box: locked; the old credential still works",
});

it("a failure says how the target stands, without its cause twice", () => {
  expect(remoteSide(failed, "dual")).toBe("The old credential still works.");
  expect(remoteSide(run({ ...failed, cause: null }), "dual")).toBe("What is published is unchanged.");
});

it("at work, a brief gap is told as one, and zero downtime as that", () => {
  expect(remoteSide(run({ state: "issued" }), "single")).toContain("the old one is dead");
  expect(remoteSide(run({ state: "issued" }), "dual")).toContain("the old one still works");
  expect(remoteSide(run({ state: "of-a-later-version" as never }), null)).toContain("unchanged");
});

it("what helps depends on where it stands still", () => {
  expect(nextStep(failed, { waits: false, held: false })).toContain("try again");
  expect(nextStep(failed, { waits: true, held: false })).toContain("decide on its page");
  expect(nextStep(run(), { waits: false, held: true })).toContain("mend it");
  expect(nextStep(failed, null)).toContain("gone");
  expect(nextStep(run(), { waits: false, held: false })).toBeNull();
});

it("a step under way stands behind those that are over, once", () => {
  const step = { name: "issue", attempt: 1, startedAt: at, endedAt: at, outcome: "ok", message: null };
  const current = { name: "verify", attempt: 1, startedAt: at, progress: { done: 1, total: 3 } };
  const names = (of: Run) => stepsOf(of).map(({ name, outcome }) => `${name} ${outcome}`);
  expect(names(run({ steps: [step], currentStep: current }))).toEqual(["issue ok", "verify running"]);
  expect(names(run({ steps: [{ ...step, name: "verify" }], currentStep: current }))).toEqual(["verify ok"]);
  expect(names(run({ ended: true, steps: [], currentStep: current }))).toEqual([]);
});

it("a diagnosis has what helps and leaves out who and where", () => {
  const message =
    'postgres: db-1.internal.example:5432 (10.1.2.3) does not know "app_user" of ada@example.com';
  const step = { name: "issue", attempt: 1, startedAt: at, endedAt: at, outcome: "failed", message };
  const rotation = { type: "postgres-credentials", phase: "dual", state: "idle" };
  const text = diagnosisOf({
    run: run({ ...failed, steps: [step] }),
    rotation,
    version: "1.2.3",
    remote: "It works.",
  });
  for (const part of [
    failed.id,
    "postgres-credentials",
    "box: locked",
    "issue 1 failed 0 ms",
    "turnbolt 1.2.3",
  ])
    expect(text).toContain(part);
  for (const part of ["db-1", "10.1.2.3", "app_user", "ada"]) expect(text).not.toContain(part);
});

it("what is no name stays as it was", () => {
  const text = "the target answered 403; v12 still works, e.g. for 24 h (see step 3)";
  expect(withoutNames(text)).toBe(text);
});
