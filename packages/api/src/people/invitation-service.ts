import { ApiError, invalid } from "../errors.ts";
import { digestOf, newToken } from "../machines/token-format.ts";
import { type Actor, assertMay, may } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import { assertProject } from "./member-service.ts";
import type { CreateInvitation, ListInvitations } from "./schema.ts";
import type { StoredInvitation } from "./store.ts";
import { type InvitationView, invitationView } from "./view.ts";

export type InvitationService = ReturnType<typeof invitationService>;

const WEEK_MS = 7 * 24 * 3_600_000;

/** People are asked in: by admins of the installation, or by a project's admins into their project. */
export const invitationService = (parts: Pick<Parts, "store" | "engine" | "people">) => {
  const { invitations } = parts.store.people;
  const newLink = () => {
    const token = newToken("tbl");
    const expiresAt = new Date(parts.engine.clock.now().getTime() + WEEK_MS);
    return { tokenHash: digestOf(token), expiresAt, link: parts.people.linkTo("invitation", token) };
  };
  /** Also to the one who is invited, where that is possible. */
  const told = async (id: string, link: string) => {
    const invitation = invitationView(await find(parts, id));
    return { invitation, link, mailed: await parts.people.mailLink("invitation", invitation.email, link) };
  };
  return {
    async list({ projectId, limit = LARGEST_PAGE, cursor }: ListInvitations, actor: Actor) {
      if (projectId === undefined) assertMay(actor, "read", "instance", null);
      else assertMay(actor, "create", "members", projectId);
      const page = await invitations.list({ projectId, limit, cursor });
      const seen = page.items.map((one) => ({
        ...invitationView(onlyOwn(one, actor)),
        mayChange: mayInvite(one, actor, "delete"),
      }));
      return { invitations: seen, nextCursor: page.next };
    },
    /** The link is told this once. */
    async create({ email, isAdmin, projects }: CreateInvitation, actor: Actor) {
      assertMayInvite({ isAdmin, projects }, actor, "create");
      assertEachOnce(projects);
      for (const { projectId } of projects) await assertProject(parts, projectId);
      const id = parts.engine.random.uuid();
      const { link, ...made } = newLink();
      await invitations.create({ id, email, isAdmin, projects, ...made }, actor);
      return await told(id, link);
    },
    /** A new link and a new week; the link before is good for nothing. */
    async renew(id: string, actor: Actor) {
      assertMayInvite(await find(parts, id, actor), actor, "create");
      const { link, ...made } = newLink();
      await invitations.renew({ id, ...made }, actor);
      return await told(id, link);
    },
    /** Gives it as it was. */
    async revoke(id: string, actor: Actor): Promise<{ invitation: InvitationView }> {
      const invitation = await find(parts, id, actor);
      assertMayInvite(invitation, actor, "delete");
      await invitations.revoke(id, actor);
      return { invitation: invitationView(invitation) };
    },
  };
};

async function find({ store }: Pick<Parts, "store">, id: string, asks?: Actor): Promise<StoredInvitation> {
  const found = await store.people.invitations.find(id);
  if (found) return found;
  // Who may invite nobody does not find out which ids there are.
  if (asks && !mayInviteAnybody(asks)) assertMay(asks, "create", "members", null);
  throw new ApiError("not-found", `There is no invitation ${id}.`);
}

const mayInviteAnybody = (actor: Actor): boolean =>
  [null, ...actor.roles.keys()].some((projectId) => may(actor, "create", "members", projectId));

type Given = Pick<CreateInvitation, "isAdmin"> & {
  readonly projects: readonly { readonly projectId: string }[];
};

/** Nobody gives what is not theirs to give. */
function assertMayInvite({ isAdmin, projects }: Given, actor: Actor, action: Action): void {
  if (isAdmin || projects.length === 0) assertMay(actor, action, "instance", null);
  for (const { projectId } of projects) assertMay(actor, action, "members", projectId);
}

/** The same, asked. */
const mayInvite = ({ isAdmin, projects }: Given, actor: Actor, action: Action): boolean =>
  (!(isAdmin || projects.length === 0) || may(actor, action, "instance", null)) &&
  projects.every(({ projectId }) => may(actor, action, "members", projectId));

/** What an invitation says of projects that are none of theirs is not shown. */
const onlyOwn = (invitation: StoredInvitation, actor: Actor): StoredInvitation => ({
  ...invitation,
  projects: invitation.projects.filter(({ projectId }) => may(actor, "read", "members", projectId)),
});

function assertEachOnce(projects: CreateInvitation["projects"]): void {
  const seen = new Set<string>();
  for (const [index, { projectId }] of projects.entries()) {
    if (seen.has(projectId)) throw invalid("A project is named twice.", "projects", index, "projectId");
    seen.add(projectId);
  }
}
