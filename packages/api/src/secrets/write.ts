import { invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { LockedSecret, SecretAt } from "../store.ts";
import { findPlace } from "../tree/find-place.ts";
import { findProjectId } from "../tree/find-project.ts";
import { tidyPath } from "../tree/names.ts";
import { noSecret } from "./read.ts";
import type { CreateSecret, RemoveSecret, UpdateSecret } from "./schema.ts";
import { sealValue } from "./seal.ts";
import { type SecretView, secretView } from "./view.ts";

type Needed = Pick<Parts, "store" | "engine">;

/** Version 1 of a secret that people write. */
export async function createSecret(
  parts: Needed,
  input: CreateSecret,
  actor: Actor,
): Promise<{ secret: SecretView }> {
  const { name, ...at } = await writable(parts, input, actor, "create");
  const { folderId } = await findPlace(parts, { ...at, secretPath: at.path });
  const id = parts.engine.random.uuid();
  const { secretValue, secretComment: comment, skipMultilineEncoding = null } = input;
  const sealed = await sealValue(parts, { ...at, id, version: 1 }, secretValue);
  const row = { ...at, id, folderId, name, comment, skipMultilineEncoding, sealed };
  return { secret: secretView(await parts.store.secrets.create(row, actor), secretValue) };
}

/** A new version where a value comes along. The value is shown to who has just sent it, and to nobody else. */
export async function updateSecret(
  parts: Needed,
  input: UpdateSecret,
  actor: Actor,
): Promise<{ secret: SecretView }> {
  const at = await writable(parts, input, actor, "edit");
  const { newSecretName: name, secretComment: comment, skipMultilineEncoding, secretValue } = input;
  const changed = await parts.store.secrets.change(
    at,
    async (secret) => {
      assertOwn(secret, "changed");
      const sealed =
        secretValue === undefined
          ? undefined
          : await sealValue(parts, { ...secret, version: secret.nextVersion }, secretValue);
      return { name, comment, skipMultilineEncoding, sealed };
    },
    actor,
  );
  if (!changed) throw await noSecret(parts, at);
  return { secret: secretView(changed, secretValue ?? null) };
}

/** With its versions. Gives it as it was, without its value. */
export async function removeSecret(
  parts: Needed,
  input: RemoveSecret,
  actor: Actor,
): Promise<{ secret: SecretView }> {
  const at = await writable(parts, input, actor, "delete");
  const removed = await parts.store.secrets.remove(at, (secret) => assertOwn(secret, "deleted"), actor);
  if (!removed) throw await noSecret(parts, at);
  return { secret: secretView(removed, null) };
}

/** What a rotation writes is its alone. */
function assertOwn({ name, rotation }: LockedSecret, what: "changed" | "deleted"): void {
  if (rotation === null) return;
  throw invalid(
    `${name} is written by the rotation "${rotation}" and cannot be ${what} by hand: rotate, change the mapping, or delete the rotation.`,
    "secretName",
  );
}

/** The secret that is named, in a project where they may do this with secrets. */
async function writable(
  parts: Pick<Parts, "store">,
  input: RemoveSecret,
  actor: Actor,
  action: Action,
): Promise<SecretAt> {
  const projectId = await findProjectId(parts, input, actor, { action, subject: "secrets" });
  const { environment, secretPath, secretName: name } = input;
  return { projectId, environment, path: tidyPath(secretPath), name };
}
