import { bindingOf } from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
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

/** A folder as clients name it; the project by its id, or by its slug. */
export type FolderName = { readonly environment: string; readonly secretPath: string } & (
  | { readonly projectId: string }
  | { readonly project: string }
);

/** The folder, or a refusal that names what is missing. */
export async function findPlace({ store }: Pick<Parts, "store">, at: FolderName): Promise<Place> {
  const { environment, secretPath: path } = at;
  const project = "projectId" in at ? { projectId: at.projectId } : { project: at.project };
  const name = { ...project, environment, path };
  const found = await store.places.find(name);
  if (found) return found;
  const label = `project "${"projectId" in at ? at.projectId : at.project}"`;
  const field = "projectId" in at ? "projectId" : "project";
  const missing = await store.places.missing(name);
  if (missing === "project") throw invalid(`There is no ${label}.`, field);
  if (missing === "environment") {
    throw invalid(`There is no environment "${environment}" in ${label}.`, "environment");
  }
  throw invalid(`There is no folder ${path} in environment "${environment}" of ${label}.`, "secretPath");
}
