import { type Engine, hasEnded, type Rotation } from "@turnbolt/core";
import type { StoredRotation } from "../store.ts";
import type { RotationStatus, RotationView } from "./schema-rotation.ts";
import { shortForm } from "./short-form.ts";
import { activeIndexOf, inSlots } from "./slots.ts";

const LONGEST_MESSAGE = 1024;

/** A rotation as both doors show it: no value, nothing sealed. */
export function rotationView(
  engine: Pick<Engine, "cron" | "clock">,
  { rotation, attempt, place, ...stored }: StoredRotation,
): RotationView {
  const lastRotatedAt = rotation.lastRotatedAt ?? rotation.createdAt;
  const status = statusOf({ rotation, attempt, run: stored.run });
  return {
    id: rotation.id,
    name: rotation.name,
    description: stored.description,
    secretsMapping: stored.mapping,
    isAutoRotationEnabled: rotation.auto,
    activeIndex: activeIndexOf(inSlots(stored.live)),
    folderId: place.folderId,
    connectionId: rotation.connectionId,
    createdAt: rotation.createdAt,
    updatedAt: stored.updatedAt,
    ...shortForm(engine, rotation.schedule, lastRotatedAt),
    rotationStatus: status,
    lastRotationAttemptedAt: attempt?.createdAt ?? rotation.createdAt,
    lastRotatedAt,
    lastRotationJobId: attempt && attempt.trigger !== "manual" ? attempt.id : null,
    nextRotationAt: rotation.nextAt,
    isLastRotationManual: rotation.lastManual,
    connection: stored.connection,
    environment: { slug: place.environment, name: place.environmentName, id: place.environmentId },
    projectId: rotation.projectId,
    folder: { id: place.folderId, path: place.path },
    lastRotationMessage:
      messageOf(status, { rotation, attempt, run: stored.run })?.slice(0, LONGEST_MESSAGE) ?? null,
    type: rotation.type,
    parameters: rotation.parameters,
  };
}

type Doing = Pick<StoredRotation, "rotation" | "attempt" | "run">;

/** A run that lets a superseded credential go is no rotation. */
export function statusOf({ rotation, attempt, run }: Doing): RotationStatus {
  if (waitsForPerson(rotation)) return "attention";
  if (rotation.revokeAsked || (run && !hasEnded(run) && run.kind !== "retire")) return "rotating";
  return attempt?.state === "failed" ? "failed" : "success";
}

export const waitsForPerson = ({ attention, heldAt }: Rotation): boolean =>
  attention !== null || heldAt !== null;

function messageOf(status: RotationStatus, { rotation, attempt, run }: Doing): string | null {
  if (status === "success") return null;
  if (status === "failed") return attempt?.message ?? attempt?.failure ?? null;
  const running = run && !hasEnded(run) ? run.message : null;
  if (status === "rotating") return running;
  return rotation.attention?.message ?? running ?? "The connection is broken: mend it first.";
}
