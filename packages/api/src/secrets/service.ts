import { bindingOf } from "@turnbolt/core";
import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { Place } from "../store.ts";
import type { Folder, OneSecret } from "./schema.ts";

export type SecretService = ReturnType<typeof secretService>;

export const secretService = (parts: Parts) => ({
  /** The names in a folder, without values. */
  async list(at: Folder) {
    const { folderId } = await findPlace(parts, at);
    return await parts.store.secrets.list(folderId);
  },
  /** One value. Its audit row is on disk before it leaves. */
  async read({ name, ...at }: OneSecret, actor: Actor) {
    const { folderId } = await findPlace(parts, at);
    const source = await parts.store.secrets.read({ folderId, name }, actor);
    if (!source)
      throw new ApiError("not-found", `There is no secret ${name} in ${at.environment}:${at.secretPath}.`);
    const { rotation, field, version, rotationId, updatedAt } = source;
    const opened = await parts.engine.cipher.open(bindingOf(rotation, version ?? 0, field), source.sealed);
    const value: unknown = JSON.parse(opened);
    return { name, value: typeof value === "string" ? value : opened, version, rotationId, updatedAt };
  },
});

/** The folder, or a refusal that names what is missing. */
export async function findPlace({ store }: Pick<Parts, "store">, at: Folder): Promise<Place> {
  const { project, environment, secretPath: path } = at;
  const found = await store.places.find({ project, environment, path });
  if (found) return found;
  throw new ApiError(
    "invalid",
    `There is no folder ${path} in environment "${environment}" of project "${project}".`,
    {
      issues: [{ path: ["environment"], message: "no such folder" }],
    },
  );
}
