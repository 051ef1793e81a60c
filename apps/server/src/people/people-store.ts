import { ApiError, type PeopleStore as Port } from "@turnbolt/api";
import { isStoreError, type PeopleStore } from "@turnbolt/store";
import { told } from "../told.ts";

/** People for the services: what the store refuses is said in words that help. */
export const peoplePort = (people: PeopleStore): Port => ({
  ...people,
  update: (id, change, author) => told(() => people.update(id, definedOf(change), author)),
  disable: (id, author) => told(() => people.disable(id, author)),
  enable: (id, author) => told(() => people.enable(id, author)),
  changePassword: (change, author) => told(() => people.changePassword(change, author)),
  members: {
    ...people.members,
    add: (member, author) => refused(() => people.members.add(member, author)),
    change: (member, author) => refused(() => people.members.change(member, author)),
    remove: (id, author) => refused(() => people.members.remove(id, author)),
  },
  invitations: {
    ...people.invitations,
    create: (invitation, author) => refused(() => people.invitations.create(invitation, author)),
    renew: (link, author) => refused(() => people.invitations.renew(link, author)),
    revoke: (id, author) => refused(() => people.invitations.revoke(id, author)),
  },
  arrivals: {
    ...people.arrivals,
    setUp: (token, person, from) => refused(() => people.arrivals.setUp(token, person, from)),
    accept: (token, person, from) => refused(() => people.arrivals.accept(token, person, from)),
  },
});

const WORDS: Readonly<Record<string, readonly [message: string, field: string]>> = {
  person: ["Somebody with this address is here already: add them to a project instead.", "email"],
  invitation: ["This address is invited already: renew that invitation.", "email"],
  member: ["They are a member already: change their role.", "personId"],
};

const refused = <T>(work: () => Promise<T>): Promise<T> =>
  told(async () => {
    try {
      return await work();
    } catch (error) {
      const [message, field] = (isStoreError(error) && WORDS[error.facts.what ?? ""]) || [];
      if (message === undefined || field === undefined) throw error;
      throw new ApiError("invalid", message, { issues: [{ path: [field], message: "taken" }] });
    }
  });

/** Without what is `undefined`: the store takes a name that is there for a change. */
const definedOf = ({ name, isAdmin }: { name?: string | undefined; isAdmin?: boolean | undefined }) => ({
  ...(name !== undefined && { name }),
  ...(isAdmin !== undefined && { isAdmin }),
});
