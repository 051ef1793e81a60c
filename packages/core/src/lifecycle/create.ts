import type { RotationProvider } from "../provider.ts";
import { newVersion } from "./draft.ts";
import type { Engine } from "./engine.ts";
import { sealSecret } from "./job.ts";
import type { Fields, Rotation, Run, Version } from "./model.ts";
import { isOwnAccount } from "./own-account.ts";
import { newRun } from "./run.ts";

/** What a person asks for, checked against the schemas already. */
export type NewRotation = Pick<
  Rotation,
  | "projectId"
  | "type"
  | "name"
  | "connectionId"
  | "parameters"
  | "schedule"
  | "auto"
  | "overlapMs"
  | "strangers"
  | "verifyTimeoutMs"
  | "loginProves"
> & {
  readonly requestedBy: string | null;
  /** The secret's fields as they are now: proven and adopted, nothing is changed at the target. */
  readonly current?: { readonly handle: string; readonly secret: Fields };
};

/** The rows of a new rotation: itself, its first run, and the draft where a current credential is adopted. */
export async function newRotation(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  { requestedBy, current, ...fields }: NewRotation,
): Promise<{ readonly rotation: Rotation; readonly run: Run; readonly versions: readonly Version[] }> {
  const now = engine.clock.now();
  const rotation: Rotation = {
    ...fields,
    id: engine.random.uuid(),
    ownAccount: isOwnAccount(provider, connection, fields.parameters),
    subjects: provider.subjects(connection, fields.parameters),
    createdAt: now,
    fence: 0,
    revision: 0,
    leaseUntil: null,
    lastNumber: current ? 1 : 0,
    lastRotatedAt: null,
    lastManual: true,
    lastFailedAt: null,
    nextAt: null,
    wakeAt: now,
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
  };
  const adopts = current !== undefined;
  const run = newRun(engine, rotation, {
    kind: "create",
    trigger: "manual",
    state: "queued",
    requestedBy,
    adopts,
  });
  if (!current) return { rotation, run, versions: [] };
  const sealed = await sealSecret(engine, rotation, 1, current.secret);
  return {
    rotation,
    run,
    versions: [
      newVersion(engine, {
        number: 1,
        handle: current.handle,
        exclusive: provider.phase === "dual",
        state: "draft",
        runId: run.id,
        sealed,
      }),
    ],
  };
}
