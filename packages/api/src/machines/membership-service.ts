import { ApiError } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import { findIdentity } from "./identity-service.ts";
import type { ListMemberships, MembershipId, MembershipWithRole } from "./schema.ts";
import { membershipView } from "./view.ts";

/** What identities are in projects; the admins of a project decide. */
export const membershipService = (parts: Parts) => {
  const { memberships } = parts.store.machines;
  const shown = async ({ projectId, identityId }: MembershipId) => {
    const found = await memberships.find({ projectId, identityId });
    if (found) return { identityMembership: membershipView(found) };
    throw new ApiError("not-found", `Identity ${identityId} is not in project ${projectId}.`);
  };
  return {
    async list({ projectId, limit, cursor }: ListMemberships, actor: Actor) {
      assertMay(actor, "read", "identities", projectId);
      await assertProject(parts, projectId);
      const { items, next } = await memberships.list(projectId, { limit: limit ?? LARGEST_PAGE, cursor });
      return { identityMemberships: items.map(membershipView), nextCursor: next };
    },
    async get(id: MembershipId, actor: Actor) {
      assertMay(actor, "read", "identities", id.projectId);
      return await shown(id);
    },
    async create(input: MembershipWithRole, actor: Actor) {
      assertMay(actor, "create", "identities", input.projectId);
      await assertProject(parts, input.projectId);
      await findIdentity(parts, input.identityId);
      await memberships.create({ id: parts.engine.random.uuid(), ...input }, actor);
      return await shown(input);
    },
    async update(input: MembershipWithRole, actor: Actor) {
      assertMay(actor, "edit", "identities", input.projectId);
      await memberships.update(input, actor);
      return await shown(input);
    },
    /** As it was. What it may is gone with its next request. */
    async remove(id: MembershipId, actor: Actor) {
      assertMay(actor, "delete", "identities", id.projectId);
      const before = await shown(id);
      await memberships.remove(id, actor);
      return before;
    },
  };
};

export type MembershipService = ReturnType<typeof membershipService>;

async function assertProject({ store }: Pick<Parts, "store">, projectId: string): Promise<void> {
  const missing = await store.places.missing({ projectId, environment: "", path: "/" });
  if (missing === "project") throw new ApiError("not-found", `There is no project ${projectId}.`);
}
