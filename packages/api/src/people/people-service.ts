import { ApiError, invalid } from "../errors.ts";
import { digestOf, newToken } from "../machines/token-format.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import type { ListPeople, UpdatePerson } from "./schema.ts";
import type { Changed, StoredPerson } from "./store.ts";
import { type PersonView, personView } from "./view.ts";

export type PeopleService = ReturnType<typeof peopleService>;

/** A link for a new password works so long. */
const LINK_MS = 24 * 3_600_000;

/** Those who sign in. They belong to the installation, so its admins look after them. */
export const peopleService = (parts: Pick<Parts, "store" | "engine" | "people">) => {
  const { people } = parts.store;
  return {
    async list({ search, limit = LARGEST_PAGE, cursor }: ListPeople, actor: Actor) {
      assertMay(actor, "read", "instance", null);
      const page = await people.list({ search, limit, cursor });
      return { people: page.items.map(personView), nextCursor: page.next };
    },
    async get(id: string, actor: Actor): Promise<{ person: PersonView }> {
      assertMay(actor, "read", "instance", null);
      return { person: personView(await findPerson(parts, id)) };
    },
    /** What they are where, by the project's name. An admin of the installation may everything beyond that. */
    async projects(id: string, actor: Actor) {
      assertMay(actor, "read", "instance", null);
      await findPerson(parts, id);
      return { projects: [...(await people.members.ofPerson(id))] };
    },
    async update({ personId, ...change }: UpdatePerson, actor: Actor): Promise<{ person: PersonView }> {
      assertMay(actor, "edit", "instance", null);
      assertAdminLeft(await people.update(personId, change, actor));
      return { person: personView(await findPerson(parts, personId)) };
    },
    /** Ends their sessions; they get in nowhere until they are enabled. */
    async disable(id: string, actor: Actor): Promise<{ person: PersonView }> {
      assertMay(actor, "edit", "instance", null);
      assertAdminLeft(await people.disable(id, actor));
      return { person: personView(await findPerson(parts, id)) };
    },
    async enable(id: string, actor: Actor): Promise<{ person: PersonView }> {
      assertMay(actor, "edit", "instance", null);
      await people.enable(id, actor);
      return { person: personView(await findPerson(parts, id)) };
    },
    async endSessions(id: string, actor: Actor): Promise<{ ended: number }> {
      assertMay(actor, "edit", "instance", null);
      await findPerson(parts, id);
      return { ended: await people.sessions.endAll(id, null, actor) };
    },
    /** A link with which they set a new password; the one before it ends, and their sessions when it is used. */
    async resetPassword(id: string, actor: Actor) {
      assertMay(actor, "edit", "instance", null);
      const { disabledAt, email } = await findPerson(parts, id);
      if (disabledAt) throw invalid("This person is disabled: enable them first.", "personId");
      const token = newToken("tbl");
      const expiresAt = new Date(parts.engine.clock.now().getTime() + LINK_MS);
      await people.arrivals.makeLink({ tokenHash: digestOf(token), personId: id, expiresAt }, actor);
      const link = parts.people.linkTo("password", token);
      return { link, expiresAt, mailed: await parts.people.mailLink("password", email, link) };
    },
  };
};

export async function findPerson({ store }: Pick<Parts, "store">, id: string): Promise<StoredPerson> {
  const found = await store.people.find(id);
  if (!found) throw new ApiError("not-found", `There is no person ${id}.`);
  return found;
}

function assertAdminLeft(changed: Changed): void {
  if (changed === "done") return;
  throw invalid("This is the last admin who can get in: make somebody else an admin first.", "personId");
}
