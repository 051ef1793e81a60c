import * as z from "zod";
import { roles } from "../permissions/policy.ts";
import { instant, nextCursor, paging } from "../shapes.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./password-rules.ts";

const personId = z.uuid();
const projectId = z.uuid();
export const role = z.enum(roles);

const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email().max(254))
  .meta({ description: "Kept in lower case", examples: ["someone@example.com"] });

const name = z.string().trim().min(1).max(128);
/** What is good enough beyond its length is said by a rule of its own, which knows whose it is. */
const password = z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD);
/** Out of the fragment of a link. */
const token = z.string().min(1).max(256).meta({ description: "The part behind # in the link" });

export const person = z.object({
  id: personId,
  email: z.string(),
  name: z.string(),
  isAdmin: z.boolean(),
  hasPassword: z.boolean().meta({ description: "false: signs in at the identity provider alone" }),
  disabledAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export const personAnswer = z.object({ person });

export const listPeople = z.object({
  ...paging,
  search: z.string().max(128).optional().meta({ description: "Part of a name or of an address" }),
});
export type ListPeople = z.output<typeof listPeople>;
export const peopleAnswer = z.object({ people: z.array(person), nextCursor });

export const personById = z.object({ personId });

/** What somebody is in one project. */
export const standing = z.object({ projectId, slug: z.string(), name: z.string(), role });
export const standingsAnswer = z.object({ projects: z.array(standing) });
export const updatePerson = personById.extend({
  name: name.optional(),
  isAdmin: z.boolean().optional(),
});
export type UpdatePerson = z.output<typeof updatePerson>;

const newLink = {
  link: z.string().meta({ description: "Shown this once; whoever has it may use it" }),
  mailed: z.boolean().meta({ description: "It is on its way to their address as well" }),
};
export const linkAnswer = z.object({ ...newLink, expiresAt: instant });

export const endedAnswer = z.object({ ended: z.int().min(0).meta({ description: "Sessions" }) });

export const member = z.object({
  personId,
  projectId,
  name: z.string(),
  email: z.string(),
  role,
  disabledAt: instant.nullable(),
  createdAt: instant,
});
export const memberAnswer = z.object({ member });
export const listMembers = z.object({ projectId, ...paging });
export type ListMembers = z.output<typeof listMembers>;
export const membersAnswer = z.object({ members: z.array(member), nextCursor });
export const addMember = z.object({
  projectId,
  personId: personId.optional().meta({ description: "This or the e-mail address" }),
  email: email.optional(),
  role,
});
export type AddMember = z.output<typeof addMember>;
export const memberById = z.object({ projectId, personId });
export type MemberById = z.output<typeof memberById>;
export const changeMember = memberById.extend({ role });
export type ChangeMember = z.output<typeof changeMember>;

export const invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  isAdmin: z.boolean(),
  projects: z.array(z.object({ projectId, name: z.string(), role })),
  createdBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
});
export const invitationAnswer = z.object({ invitation });
export const invitationWithLink = z.object({ invitation, ...newLink });
export const listInvitations = z.object({
  ...paging,
  projectId: projectId.optional().meta({ description: "Needed unless you are an admin of the installation" }),
});
export type ListInvitations = z.output<typeof listInvitations>;
const listedInvitation = invitation.extend({
  mayChange: z
    .boolean()
    .meta({ description: "You may renew it and take it back: all of it is yours to give" }),
});
export const invitationsAnswer = z.object({ invitations: z.array(listedInvitation), nextCursor });
export const invitationById = z.object({ invitationId: z.uuid() });
export const createInvitation = z.object({
  email,
  isAdmin: z.boolean().default(false).meta({ description: "Of the whole installation" }),
  projects: z.array(z.object({ projectId, role })).max(200).default([]),
});
export type CreateInvitation = z.output<typeof createInvitation>;

export const byToken = z.object({ token });
export const invitedAnswer = z.object({
  email: z.string(),
  projects: z.array(z.object({ name: z.string(), role })),
  isAdmin: z.boolean(),
  expiresAt: instant,
});
export const acceptInvitation = z.object({ token, name, password });
export type AcceptInvitation = z.output<typeof acceptInvitation>;
export const completeSetUp = z.object({ token, email, name, password });
export type CompleteSetUp = z.output<typeof completeSetUp>;
export const resetPassword = z.object({ token, password });
export type ResetPassword = z.output<typeof resetPassword>;
export const arrivedAnswer = z.object({ person: person.pick({ id: true, email: true, name: true }) });

export const setUpState = z.object({
  isNeeded: z.boolean().meta({ description: "There is no admin yet: the server's terminal shows the link" }),
  identityProvider: z
    .object({ title: z.string() })
    .nullable()
    .meta({ description: "Where people may sign in beside their password here" }),
});
