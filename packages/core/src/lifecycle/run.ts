import type { Engine } from "./engine.ts";
import type { Rotation, Run } from "./model.ts";

/** A run that starts now or is asked for now. */
export function newRun(
  engine: Pick<Engine, "random" | "clock" | "installation">,
  rotation: Pick<Rotation, "id" | "parameters">,
  fields: Pick<Run, "kind" | "trigger" | "state"> & Partial<Run>,
): Run {
  const id = engine.random.uuid();
  return {
    id,
    rotationId: rotation.id,
    requestedBy: null,
    label: labelOf(engine.installation, rotation.id, id),
    force: false,
    adopts: false,
    parameters: rotation.parameters,
    createdAt: engine.clock.now(),
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

/** Installation, rotation and run, short enough for every target's comment field (at most 40 characters). */
function labelOf(installation: string, rotationId: string, runId: string): string {
  const short = (id: string, length: number) => id.replaceAll("-", "").slice(-length);
  return `tb-${installation.slice(0, 8)}-${short(rotationId, 12)}-${short(runId, 12)}`;
}
