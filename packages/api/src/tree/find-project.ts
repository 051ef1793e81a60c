import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action, Subject } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { InProject } from "./names.ts";

/** What somebody wants to do. */
export interface Wish {
  readonly action: Action;
  readonly subject: Subject;
}

/**
 * The id of the project that is named, when the one who asks may do this there. Who may not is told the same of a
 * project that does not exist: nobody finds out by asking.
 */
export async function findProjectId(
  { store }: Pick<Parts, "store">,
  named: InProject,
  actor: Actor,
  { action, subject }: Wish,
): Promise<string> {
  const given = named.projectId ?? named.workspaceId;
  const slug = named.projectSlug ?? named.workspaceSlug;
  if (given === undefined && slug === undefined) {
    throw invalid("Name the project: by projectId, or by projectSlug.", "projectId");
  }
  const id = given ?? (await store.places.project(slug ?? ""));
  if (id !== null) {
    assertMay(actor, action, subject, id, given ?? slug);
    return id;
  }
  if (actor.isAdmin) throw invalid(`There is no project "${slug}".`, "projectSlug");
  throw new ApiError("forbidden", `You may not ${action} ${subject} in project "${slug}".`, {
    details: [{ action, subject }],
  });
}
