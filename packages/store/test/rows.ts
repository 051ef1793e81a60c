import { randomUUID } from "node:crypto";
import type { Finding, Rotation, Run, Version } from "@turnbolt/core";

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

export function aRotationAt(
  { projectId, connectionId }: Pick<Rotation, "projectId" | "connectionId">,
  fields: Partial<Rotation> = {},
): Rotation {
  const id = fields.id ?? randomUUID();
  return {
    id,
    projectId,
    type: "test-password",
    name: `rotation-${id}`,
    connectionId,
    parameters: { account: "app" },
    subjects: [`db.test/${id}`],
    schedule: { kind: "interval", days: 30, at: { hours: 0, minutes: 0 }, timeZone: "UTC" },
    auto: true,
    overlapMs: null,
    strangers: "keep",
    verifyTimeoutMs: null,
    loginProves: true,
    ownAccount: false,
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
    fence: 0,
    revision: 0,
    leaseUntil: null,
    lastNumber: 0,
    lastRotatedAt: null,
    lastManual: true,
    lastFailedAt: null,
    nextAt: null,
    wakeAt: new Date("2026-01-02T03:04:05.678Z"),
    checkAt: null,
    quietAt: null,
    unsettled: [],
    endedHandles: [],
    failures: 0,
    heldAt: null,
    attention: null,
    opening: null,
    probes: [],
    mustVerify: false,
    revokeAsked: null,
    ...fields,
  };
}
