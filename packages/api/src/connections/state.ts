import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { findAllowed } from "./access.ts";
import type { ConnectionStateView, DependantsAnswer, DependantsQuery, OneConnection } from "./schema.ts";
import type { Dependant } from "./store.ts";

/** How a connection is doing: whether it works, what it may, when it was last used, and by how many. */
export async function connectionState(
  parts: Parts,
  input: OneConnection,
  actor: Actor,
): Promise<ConnectionStateView> {
  const stored = await findAllowed(parts, input, actor, "read");
  const state = await parts.store.connections.state(stored.id);
  if (!state) throw new ApiError("not-found", `There is no connection ${stored.id}.`);
  return {
    state: stored.brokenAt ? "broken" : "works",
    brokenAt: stored.brokenAt,
    brokenMessage: stored.brokenMessage,
    ...state,
    permissions: [...state.permissions],
    sensitive: Object.keys(stored.sealed).sort(),
  };
}

/** The rotations that go through a connection, by name. */
export async function dependants(
  parts: Parts,
  { limit, cursor, ...one }: DependantsQuery,
  actor: Actor,
): Promise<DependantsAnswer> {
  const { id: connectionId } = await findAllowed(parts, one, actor, "read");
  const { items, next } = await parts.store.connections.dependants({ connectionId, limit, cursor });
  return { rotations: items.map(dependantView), nextCursor: next };
}

const dependantView = ({ path, nextAt, ...rotation }: Dependant): DependantsAnswer["rotations"][number] => ({
  id: rotation.id,
  name: rotation.name,
  type: rotation.type,
  projectId: rotation.projectId,
  environment: rotation.environment,
  secretPath: path,
  state:
    rotation.attentionSince || rotation.heldAt ? "attention" : rotation.lastFailedAt ? "failed" : "success",
  nextRotationAt: nextAt,
  lastRotatedAt: rotation.lastRotatedAt,
});
