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
  readonly currentStep: Omit<CurrentStep, "fence"> | null;
}

/** `heldFence`: of a lease that has not ended, or `null`: a step that was noted under another one is over. */
export function toSeenRun(json: unknown, heldFence: string | number | null): SeenRun {
  const { currentStep } = fromJsonRow(runs, json);
  const run = toRun(json);
  if (!currentStep || currentStep.fence !== Number(heldFence)) return { ...run, currentStep: null };
  const { fence: _fence, ...step } = currentStep;
  return { ...run, currentStep: step };
}

export function toVersion(json: unknown): Version {
  const { rotationId: _rotation, ...version } = fromJsonRow(versions, json);
  return version;
}

export function toConnection(json: unknown): Connection {
  const { id, projectId, app, version, config, sealed, brokenAt } = fromJsonRow(connections, json);
  return { id, projectId, app, version, config, sealed, brokenAt };
}

export function toFinding(json: unknown): Finding {
  const { usedAt: _used, ...finding } = fromJsonRow(findings, json);
  return finding;
}
