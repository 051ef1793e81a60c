import type { StoredInvitation, StoredMember, StoredPerson } from "./store.ts";

/** A person as people see them. */
export const personView = (person: StoredPerson) => ({
  id: person.id,
  email: person.email,
  name: person.name,
  isAdmin: person.isAdmin,
  hasPassword: person.hasPassword,
  disabledAt: person.disabledAt,
  createdAt: person.createdAt,
  updatedAt: person.updatedAt,
});

export const memberView = (projectId: string, member: StoredMember) => ({ projectId, ...member });

export const invitationView = ({ projects, ...invitation }: StoredInvitation) => ({
  ...invitation,
  projects: projects.map((one) => ({ ...one })),
});

export type PersonView = ReturnType<typeof personView>;
export type MemberView = ReturnType<typeof memberView>;
export type InvitationView = ReturnType<typeof invitationView>;
