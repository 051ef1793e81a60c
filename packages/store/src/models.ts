import type { Connection, Finding, Rotation, Run, Version } from "@turnbolt/core";
import { fromJsonRow } from "./rows.ts";
import { connections, findings, rotations, runs, versions } from "./schema/index.ts";
import type { CurrentStep } from "./schema/runs.ts";

/** A rotation, and what its row says beyond the model. */
export interface RotationRow {
  readonly rotation: Rotation;
  readonly dueAt: Date | null;
  readonly description: string | null;
  readonly updatedAt: Date;
}

/** A row of a deleted rotation may have lost its connection; the model has an empty id there. */
export function toRotation(json: unknown): RotationRow {
  const {
    folderId: _folder,
    deletedAt: _deleted,
    leaseOwner: _owner,
    overdueTold: _late,
    dueSoonTold: _soon,
    description,
    updatedAt,
    dueAt,
    connectionId,
    ...rotation
  } = fromJsonRow(rotations, json);
  return { rotation: { ...rotation, connectionId: connectionId ?? "" }, dueAt, description, updatedAt };
}

export function toRun(json: unknown): Run {
  const { requestKey: _key, currentStep: _current, ...run } = fromJsonRow(runs, json);
  return run;
}

/** A run, and the step that the holder of the rotation's lease is at, where that takes long. */
export interface SeenRun extends Run {
  readonly projectId: string;
  readonly currentStep: Omit<CurrentStep, "fence"> | null;
}

/** `heldFence`: of a lease that has not ended, or `null`: a step that was noted under another one is over. */
export function toSeenRun(json: unknown, projectId: string, heldFence: string | number | null): SeenRun {
  const { currentStep } = fromJsonRow(runs, json);
  const run = { ...toRun(json), projectId };
  if (!currentStep || currentStep.fence !== Number(heldFence)) return { ...run, currentStep: null };
  const { fence: _fence, ...step } = currentStep;
  return { ...run, currentStep: step };
}

export function toVersion(json: unknown): Version {
  const { rotationId: _rotation, slot: _slot, ...version } = fromJsonRow(versions, json);
  return version;
}

/** A credential that works, with its place among the two of a dual-phase rotation. */
export interface LiveVersion extends Version {
  readonly slot: number;
  readonly state: "active" | "superseded";
}

/** A row in one of those two states. */
export function toLiveVersion(json: unknown): LiveVersion {
  const { slot } = fromJsonRow(versions, json);
  const { state, ...version } = toVersion(json);
  return { ...version, state: state === "active" ? "active" : "superseded", slot: slot ?? 0 };
}

export function toConnection(json: unknown): Connection {
  const { id, projectId, app, version, config, sealed, brokenAt } = fromJsonRow(connections, json);
  return { id, projectId, app, version, config, sealed, brokenAt };
}

export function toFinding(json: unknown): Finding {
  const { usedAt: _used, ...finding } = fromJsonRow(findings, json);
  return finding;
}
