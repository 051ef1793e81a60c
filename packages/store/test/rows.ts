import { randomUUID } from "node:crypto";
import type { Finding, Run, Version } from "@turnbolt/core";

export function aRun(rotationId: string, fields: Partial<Run> = {}): Run {
  return {
    id: randomUUID(),
    rotationId,
    kind: "create",
    trigger: "manual",
    requestedBy: "ada",
    state: "queued",
    label: "tb-label",
    force: false,
    adopts: false,
    parameters: { account: "app" },
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
    endedAt: null,
    issuedAt: null,
    draftAttempt: 0,
    tries: 0,
    unanswered: false,
    failure: null,
    message: null,
    alertedAt: null,
    steps: [],
    ...fields,
  };
}

export function aVersion(runId: string, number: number, fields: Partial<Version> = {}): Version {
  return {
    id: randomUUID(),
    number,
    handle: `handle-${number}`,
    exclusive: true,
    state: "draft",
    runId,
    sealed: { password: new Uint8Array([1, 2, number]) },
    answer: null,
    neededUntil: null,
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
    promotedAt: null,
    retireAt: null,
    endedAt: null,
    ...fields,
  };
}

export function aFinding(rotationId: string, runId: string): Finding {
  return {
    id: randomUUID(),
    rotationId,
    runId,
    versionId: randomUUID(),
    number: 7,
    fence: 3,
    answer: new Uint8Array([9, 8, 7]),
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
  };
}
