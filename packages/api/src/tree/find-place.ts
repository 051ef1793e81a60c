import { type ApiError, invalid } from "../errors.ts";
import type { Parts } from "../services.ts";
import type { Place } from "../store.ts";
import { tidyPath } from "./names.ts";

/** A folder as clients name it; the project by its id, or by its slug. */
export type FolderName = { readonly environment: string; readonly secretPath: string } & (
  | { readonly projectId: string }
  | { readonly project: string }
);

type Store = Pick<Parts, "store">;

/** The folder, or a refusal that names what is missing. */
export async function findPlace(parts: Store, at: FolderName): Promise<Place> {
  const found = await parts.store.places.find(placeName(at));
  if (!found) throw await notThere(parts, at);
  return found;
}

/** The refusal for a folder that is not there, naming the first part of the way that is missing. */
export async function notThere({ store }: Store, at: FolderName): Promise<ApiError> {
  const { environment, secretPath } = at;
  const [field, project] = "projectId" in at ? ["projectId", at.projectId] : ["project", at.project];
  const missing = await store.places.missing(placeName(at));
  if (missing === "project") return invalid(`There is no project "${project}".`, field);
  const where = `project "${project}"`;
  if (missing === "environment")
    return invalid(`There is no environment "${environment}" in ${where}.`, "environment");
  return invalid(
    `There is no folder ${secretPath} in environment "${environment}" of ${where}.`,
    "secretPath",
  );
}

const placeName = ({ environment, secretPath, ...at }: FolderName) => ({
  ...at,
  environment,
  path: tidyPath(secretPath),
});
