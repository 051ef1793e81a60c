import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay, projectsWhere } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { findPlace } from "../tree/find-place.ts";
import { assertType } from "./find.ts";
import type { ListRotations, RotationByName } from "./schema.ts";
import { rotationView } from "./view.ts";

/** Those of a project, or of every project that the actor may look into. */
export async function listRotations(parts: Parts, query: ListRotations, actor: Actor) {
  const { type, limit, cursor } = query;
  const projects = await projectsOf(parts, query.projectId, actor);
  const { items, next } = await parts.store.rotations.list({ projects, type, limit, cursor });
  return {
    secretRotations: items.map((item) => rotationView(parts.engine, item)),
    ...(limit !== undefined && { nextCursor: next }),
  };
}

/** The projects that a list may show: the one that was asked for, or all that the actor may read. */
export async function projectsOf(
  { store }: Parts,
  projectId: string | undefined,
  actor: Actor,
): Promise<"all" | readonly string[]> {
  if (projectId === undefined) return projectsWhere(actor, "read", "secret-rotations");
  assertMay(actor, "read", "secret-rotations", projectId);
  const missing = await store.places.missing({ projectId, environment: "", path: "/" });
  if (missing === "project") throw invalid(`There is no project "${projectId}".`, "projectId");
  return [projectId];
}

/** The one of that name in its folder. */
export async function rotationNamed(
  parts: Parts,
  { rotationName, type, ...at }: RotationByName,
  actor: Actor,
) {
  assertMay(actor, "read", "secret-rotations", at.projectId);
  const { folderId } = await findPlace(parts, at);
  const found = await parts.store.rotations.findByName(folderId, rotationName);
  if (!found) {
    throw new ApiError(
      "not-found",
      `There is no rotation "${rotationName}" in ${at.environment}:${at.secretPath}.`,
    );
  }
  assertType(found, type);
  return { secretRotation: rotationView(parts.engine, found) };
}
