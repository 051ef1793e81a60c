import type { Database } from "../database.ts";
import { arrivalStore } from "./arrivals.ts";
import { invitationStore } from "./invitations.ts";
import { memberStore } from "./members.ts";
import { personStore } from "./people.ts";
import { sessionStore } from "./sessions.ts";

export type PeopleStore = ReturnType<typeof createPeopleStore>;

/** People: who they are, how they come in, where they are signed in, what they are in projects. */
export const createPeopleStore = (database: Database) => ({
  ...personStore(database),
  sessions: sessionStore(database),
  members: memberStore(database),
  invitations: invitationStore(database),
  arrivals: arrivalStore(database),
});

export type { Arrival, OutsideLogin, PasswordLink } from "./arrivals.ts";
export type { Invitation, InvitationQuery, InvitedTo, NewInvitation } from "./invitations.ts";
export type { Member, MemberId, MemberQuery, Membership } from "./members.ts";
export type { Changed, Person, PersonChange, PersonQuery, PersonWithPassword } from "./people.ts";
export type { FoundSession, NewSession, Session } from "./sessions.ts";
export { type Tally, tallyStore } from "./tallies.ts";
