import { active, openVersion, withRuntime } from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import { rotationFor } from "./find.ts";
import type { OneRotation } from "./schema-fields.ts";
import { activeIndexOf, inSlots } from "./slots.ts";

/** Logs in with the published credential; throws what the target said. */
export async function checkCredential(parts: Parts, asked: OneRotation, actor: Actor): Promise<void> {
  await rotationFor(parts, asked, "rotate-secrets", actor);
  const { rotationId: id } = asked;
  const work = await parts.store.rotations.load(id);
  const version = work && active(work);
  if (!work || !version) throw nothingPublished(id);
  const { rotation } = work;
  const provider = providerOfType(parts, rotation.type);
  const connection = await fieldsOf(parts, await findConnection(parts, rotation.connectionId));
  const credential = await openVersion(parts.engine, rotation, version);
  if (provider.lockout) await spend(parts, id, provider.lockout);
  const run = { id: parts.engine.random.uuid(), label: `tb-${parts.engine.installation}-check` };
  const { parameters } = rotation;
  await withRuntime(parts.engine, provider, connection, (runtime) =>
    provider.verify({ connection, runtime, parameters, run, current: credential, credential }),
  );
  const { projectId } = rotation;
  const entry = {
    kind: "credential.checked",
    message: `${version.handle} logs in`,
    rotationId: id,
    projectId,
  };
  await parts.store.audit(entry, actor);
}

/** A login that may fail is counted before it is sent, and never the one that locks the account. */
async function spend(
  parts: Parts,
  id: string,
  { attempts, windowMs }: { readonly attempts: number; readonly windowMs: number },
): Promise<void> {
  await parts.store.rotations.command(id, ({ rotation }, now) => {
    const recent = rotation.probes.filter((at) => at.getTime() + windowMs > now.getTime());
    if (recent.length + 1 >= attempts) {
      throw new ApiError(
        "conflict",
        "Too many logins were refused lately: another one could lock the account.",
      );
    }
    return { rotation: { probes: [...recent, now] } };
  });
}

/** The live credentials with their values, in the order of their slots. The audit row is on disk before they leave. */
export async function generatedCredentials(parts: Parts, asked: OneRotation, actor: Actor) {
  const { rotationId } = asked;
  await rotationFor(parts, asked, "read-generated-credentials", actor);
  const found = await parts.store.rotations.live(rotationId);
  const live = inSlots(found?.credentials ?? []);
  if (!found || !live.some(({ state }) => state === "active")) throw nothingPublished(rotationId);
  const { rotation } = found;
  const versions = live.map(({ number }) => number).join(", ");
  const entry = {
    kind: "credential.read",
    message: "the generated credentials were read",
    rotationId,
    projectId: rotation.projectId,
    data: { versions },
  };
  await parts.store.audit(entry, actor);
  const opened = await Promise.all(live.map((version) => openVersion(parts.engine, rotation, version)));
  return {
    generatedCredentials: opened.map(({ secret }) => secret),
    activeIndex: activeIndexOf(live),
    rotationId,
    type: rotation.type,
  };
}

const nothingPublished = (id: string): ApiError =>
  new ApiError("not-found", `Rotation ${id} has published nothing yet.`);
