import { invalid } from "../errors.ts";
import { type Actor, assertMay, may, projectsWhere } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import { findConnection } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredConnection } from "../store.ts";
import type { ConnectionsOf } from "./store.ts";

type Store = Pick<Parts, "store">;

/** The connection, when they may do this with it and it is one of the app that was named. */
export async function findAllowed(
  parts: Store,
  { connectionId, app }: { readonly connectionId: string; readonly app?: string | undefined },
  actor: Actor,
  action: Action,
): Promise<StoredConnection> {
  const found = await findConnection(parts, connectionId);
  assertMay(actor, action, "app-connections", found.projectId);
  if (app !== undefined && app !== found.app)
    throw invalid(`Connection "${found.name}" is one to ${found.app}, not to ${app}.`, "app");
  return found;
}

/** Refuses a project that they may not do this in, or that does not exist; without one the whole installation is meant. */
export async function assertMayIn(
  { store }: Store,
  projectId: string | null,
  actor: Actor,
  action: Action,
): Promise<void> {
  assertMay(actor, action, "app-connections", projectId);
  if (projectId === null) return;
  const missing = await store.places.missing({ projectId, environment: "", path: "/" });
  if (missing === "project") throw invalid(`There is no project "${projectId}".`, "projectId");
}

/** The connections that they may see. */
export function visibleTo(actor: Actor): ConnectionsOf {
  const projects = projectsWhere(actor, "read", "app-connections");
  return { projects, shared: may(actor, "read", "app-connections", null) };
}

/** Refuses the connections of other projects, and those of the whole installation to whoever does not run it. */
export function assertUsable(
  actor: Actor,
  connection: Pick<StoredConnection, "name" | "projectId">,
  projectId: string,
): void {
  if (connection.projectId === projectId) return;
  if (connection.projectId === null) {
    assertMay(actor, "read", "app-connections", null);
    return;
  }
  throw invalid(`Connection "${connection.name}" belongs to another project.`, "connectionId");
}
