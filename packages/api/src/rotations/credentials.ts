import { active, inState, openVersion, type Version, type Work, withRuntime } from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";

/** Logs in with the published credential; throws what the target said. */
export async function checkCredential(parts: Parts, id: string, actor: Actor) {
  const work = await load(parts, id);
  const { rotation } = work;
  const version = published(work);
  const provider = providerOfType(parts, rotation.type);
  const connection = await fieldsOf(parts, await findConnection(parts, rotation.connectionId));
  const credential = await openVersion(parts.engine, rotation, version);
  if (provider.lockout) await spend(parts, id, provider.lockout);
  const run = { id: parts.engine.random.uuid(), label: `tb-${parts.engine.installation}-check` };
  await withRuntime(parts.engine, provider, connection, (runtime) =>
    provider.verify({
      connection,
      runtime,
      parameters: rotation.parameters,
      run,
      current: credential,
      credential,
    }),
  );
  await parts.store.audit(
    { kind: "credential.checked", message: `${version.handle} logs in`, rotationId: id },
    actor,
  );
  return { version: version.number, handle: version.handle, checkedAt: parts.engine.clock.now() };
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

/** The live credentials with their values, oldest first. The audit row is on disk before they leave. */
export async function generatedCredentials(parts: Parts, id: string, actor: Actor) {
  const work = await load(parts, id);
  const current = published(work);
  const live = [...inState(work, "superseded"), current].sort((a, b) => a.number - b.number);
  const { projectId } = work.rotation;
  await parts.store.audit(
    { kind: "credential.read", message: "the generated credentials were read", rotationId: id, projectId },
    actor,
  );
  const credentials = await Promise.all(
    live.map(async ({ number, handle, state, ...version }) => {
      const opened = await openVersion(parts.engine, work.rotation, { number, handle, state, ...version });
      return { version: number, handle, state, secret: opened.secret };
    }),
  );
  return { credentials, activeIndex: live.indexOf(current), rotationId: id, type: work.rotation.type };
}

async function load({ store }: Parts, id: string): Promise<Work> {
  const work = await store.rotations.load(id);
  if (!work) throw new ApiError("not-found", `There is no rotation ${id}.`);
  return work;
}

function published(work: Work): Version {
  const version = active(work);
  if (!version) throw new ApiError("not-found", "Nothing is published yet.");
  return version;
}
