import { ApiError } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE, type Paging } from "../shapes.ts";
import type { Identity } from "./store.ts";
import { identityView } from "./view.ts";

/** Identities belong to the installation, so its admins alone decide about them. */
export const identityService = ({ store, engine }: Parts) => {
  const { identities } = store.machines;
  const find = (id: string) => findIdentity({ store }, id);
  return {
    async list({ limit, cursor }: Paging, actor: Actor) {
      assertMayIdentities(actor, "read");
      const { items, next } = await identities.list({ limit: limit ?? LARGEST_PAGE, cursor });
      return { identities: items.map(identityView), nextCursor: next };
    },
    async get(id: string, actor: Actor) {
      assertMayIdentities(actor, "read");
      return { identity: identityView(await find(id)) };
    },
    /** What it is where, by the project's name. */
    async projects(id: string, actor: Actor) {
      assertMayIdentities(actor, "read");
      await find(id);
      return { projects: [...(await store.machines.memberships.ofIdentity(id))] };
    },
    async create({ name }: Pick<Identity, "name">, actor: Actor) {
      assertMayIdentities(actor, "create");
      const id = engine.random.uuid();
      await identities.create({ id, name }, actor);
      return { identity: identityView(await find(id)) };
    },
    async update({ id, name }: Pick<Identity, "id" | "name">, actor: Actor) {
      assertMayIdentities(actor, "edit");
      await identities.rename({ id, name }, actor);
      return { identity: identityView(await find(id)) };
    },
    /** As it was. Its tokens and client secrets end at once. */
    async remove(id: string, actor: Actor) {
      assertMayIdentities(actor, "delete");
      const before = await find(id);
      await identities.remove(id, actor);
      return { identity: identityView(before) };
    },
  };
};

export type IdentityService = ReturnType<typeof identityService>;

export async function findIdentity({ store }: Pick<Parts, "store">, id: string): Promise<Identity> {
  const found = await store.machines.identities.find(id);
  if (!found) throw new ApiError("not-found", `There is no identity ${id}.`);
  return found;
}

/** What concerns identities themselves, wherever they are members. */
export const assertMayIdentities = (actor: Actor, action: Action): void =>
  assertMay(actor, action, "identities", null);
