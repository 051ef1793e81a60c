import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import { findPerson } from "./people-service.ts";
import type { AddMember, ChangeMember, ListMembers, MemberById } from "./schema.ts";
import type { StoredPerson } from "./store.ts";
import { type MemberView, memberView } from "./view.ts";

export type MemberService = ReturnType<typeof memberService>;

/** Who is what in a project. */
export const memberService = ({ store }: Pick<Parts, "store">) => {
  const { members } = store.people;
  return {
    async list({ projectId, limit = LARGEST_PAGE, cursor }: ListMembers, actor: Actor) {
      assertMay(actor, "read", "members", projectId);
      await assertProject({ store }, projectId);
      const page = await members.list({ projectId, limit, cursor });
      return { members: page.items.map((one) => memberView(projectId, one)), nextCursor: page.next };
    },
    async add({ projectId, role, ...who }: AddMember, actor: Actor): Promise<{ member: MemberView }> {
      assertMay(actor, "create", "members", projectId);
      await assertProject({ store }, projectId);
      const { id: personId } = await named({ store }, who);
      await members.add({ projectId, personId, role }, actor);
      return { member: await find({ store }, { projectId, personId }) };
    },
    async change({ projectId, personId, role }: ChangeMember, actor: Actor) {
      assertMay(actor, "edit", "members", projectId);
      await members.change({ projectId, personId, role }, actor);
      return { member: await find({ store }, { projectId, personId }) };
    },
    /** Gives them as they were. */
    async remove(id: MemberById, actor: Actor): Promise<{ member: MemberView }> {
      assertMay(actor, "delete", "members", id.projectId);
      const member = await find({ store }, id);
      await members.remove(id, actor);
      return { member };
    },
  };
};

type Store = Pick<Parts, "store">;

async function find({ store }: Store, id: MemberById): Promise<MemberView> {
  const found = await store.people.members.find(id);
  if (found) return memberView(id.projectId, found);
  throw new ApiError("not-found", `${id.personId} is no member of project ${id.projectId}.`);
}

export async function assertProject({ store }: Store, id: string): Promise<void> {
  if (!(await store.projects.find(id))) throw new ApiError("not-found", `There is no project ${id}.`);
}

async function named(
  { store }: Store,
  { personId, email }: Pick<AddMember, "personId" | "email">,
): Promise<StoredPerson> {
  if ((personId === undefined) === (email === undefined)) {
    throw invalid("Name the person: by personId, or by email.", "personId");
  }
  if (personId !== undefined) return await findPerson({ store }, personId);
  const found = await store.people.findByEmail(email ?? "");
  if (!found) throw new ApiError("not-found", `Nobody here has the address ${email}: invite them.`);
  return found;
}
