import { ApiError } from "../errors.ts";
import type { Author } from "../store.ts";
import { type Action, abilityFor, type Role, type Subject } from "./policy.ts";

/** Where a request comes from, for the audit. */
export type From = Pick<Author, "address" | "requestId">;

/** Who asks, and what they are where. */
export interface Actor extends Author {
  readonly kind: "root" | "person" | "machine";
  /** For people to read; the audit has `id`. */
  readonly name: string;
  /** May do everything everywhere, and alone may do what belongs to no project. */
  readonly isAdmin: boolean;
  /** By the id of the project. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Of a person who signed in: the session that asks. */
  readonly sessionId?: string;
}

/** May they, in this project? Without a project: in the whole installation. */
export function may(actor: Actor, action: Action, subject: Subject, projectId: string | null): boolean {
  if (actor.isAdmin) return true;
  const role = projectId === null ? undefined : actor.roles.get(projectId);
  return role !== undefined && abilityFor(role).can(action, subject);
}

/** Refuses what they may not, and says what it was and where: `label` is what they called the project. */
export function assertMay(
  actor: Actor,
  action: Action,
  subject: Subject,
  projectId: string | null,
  label = projectId,
): void {
  if (may(actor, action, subject, projectId)) return;
  const where = projectId === null ? "in this installation" : `in project "${label}"`;
  throw new ApiError("forbidden", `You may not ${action} ${subject} ${where}.`, {
    details: [{ action, subject }],
  });
}

/** The projects that they may do this in; `"all"` for who may everywhere. */
export function projectsWhere(actor: Actor, action: Action, subject: Subject): "all" | readonly string[] {
  if (actor.isAdmin) return "all";
  return [...actor.roles.keys()].filter((projectId) => may(actor, action, subject, projectId));
}
