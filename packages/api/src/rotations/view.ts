import { type Engine, hasEnded, type Rotation } from "@turnbolt/core";
import type { StoredRotation } from "../store.ts";
import type { RotationStatus, RotationView } from "./schema-rotation.ts";
import { shortForm } from "./short-form.ts";
import { activeIndexOf, inSlots } from "./slots.ts";

const LONGEST_MESSAGE = 1024;

/** A rotation as both doors show it: no value, nothing sealed. */
export function rotationView(engine: Pick<Engine, "cron" | "clock">, stored: StoredRotation): RotationView {
  const { rotation, attempt, place } = stored;
  const lastRotatedAt = rotation.lastRotatedAt ?? rotation.createdAt;
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
    rotationStatus: statusOf(stored),
    lastRotationAttemptedAt: attempt?.createdAt ?? rotation.createdAt,
    lastRotatedAt,
    lastRotationJobId: attempt && attempt.trigger !== "manual" ? attempt.id : null,
    nextRotationAt: rotation.nextAt,
    isLastRotationManual: rotation.lastManual,
    connection: stored.connection,
    environment: { slug: place.environment, name: place.environmentName, id: place.environmentId },
    projectId: rotation.projectId,
    folder: { id: place.folderId, path: place.path },
    lastRotationMessage: messageOf(stored),
    type: rotation.type,
    parameters: rotation.parameters,
  };
}

type Doing = Pick<StoredRotation, "rotation" | "attempt" | "run">;

/** A run that lets a superseded credential go is no rotation. */
export function statusOf({ rotation, run }: Doing): RotationStatus {
  if (waitsForPerson(rotation)) return "attention";
  if (rotation.revokeAsked || (run && !hasEnded(run) && run.kind !== "retire")) return "rotating";
  return rotation.lastFailedAt ? "failed" : "success";
}

export const waitsForPerson = ({ attention, heldAt }: Rotation): boolean =>
  attention !== null || heldAt !== null;

/** Why it is not well, in plain words; never a secret. */
export const messageOf = (doing: Doing): string | null =>
  reasonOf(doing)?.slice(0, LONGEST_MESSAGE).toWellFormed() ?? null;

function reasonOf({ rotation, attempt, run }: Doing): string | null {
  const status = statusOf({ rotation, attempt, run });
  if (status === "success") return null;
  if (status === "failed") return attempt?.message ?? attempt?.failure ?? null;
  const running = run && !hasEnded(run) ? run.message : null;
  if (status === "rotating") return running;
  return rotation.attention?.message ?? running ?? "The connection is broken: mend it first.";
}
