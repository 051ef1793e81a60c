import { invalid } from "../errors.ts";
import { digestOf, newToken } from "../machines/token-format.ts";
import type { From } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { assertGoodPassword } from "./password-rules.ts";
import { sealedHash } from "./passwords.ts";
import type { AcceptInvitation, CompleteSetUp, ResetPassword } from "./schema.ts";

export type ArrivalService = ReturnType<typeof arrivalService>;

/** The link that makes the first admin works so long. */
const HOUR_MS = 3_600_000;

/** How people come in: the first admin by the link of the terminal, the others by invitations, all by links. */
export const arrivalService = (parts: Pick<Parts, "store" | "engine" | "people">) => {
  const { engine } = parts;
  const { arrivals, invitations, find, hasAdmin } = parts.store.people;
  const sealed = (id: string, password: string) =>
    sealedHash(engine.cipher, parts.people.passwords, id, password);
  return {
    async state() {
      return { isNeeded: !(await hasAdmin()), identityProvider: parts.people.identityProvider };
    },
    /** The link that makes the first admin, for the terminal alone; the one before it ends. `null`: there is an admin. */
    async setUpLink(): Promise<string | null> {
      const token = newToken("tbl");
      const expiresAt = new Date(engine.clock.now().getTime() + HOUR_MS);
      const link = { tokenHash: digestOf(token), personId: null, expiresAt };
      return (await arrivals.makeLink(link, null)) ? parts.people.linkTo("set-up", token) : null;
    },
    async setUp({ token, email, name, password }: CompleteSetUp, from: From) {
      const tokenHash = digestOf(token);
      const link = await arrivals.findLink(tokenHash);
      if (link?.personId !== null) throw deadLink();
      assertGoodPassword(password, [email, name], "password");
      const id = engine.random.uuid();
      const person = { id, email, name, password: await sealed(id, password) };
      if (!(await arrivals.setUp(tokenHash, person, from))) throw deadLink();
      return { person: { id, email, name } };
    },
    /** What an invitation is about, for the page behind its link. */
    async look(token: string) {
      const invitation = await invitations.findByToken(digestOf(token));
      if (!invitation) throw deadLink();
      const { email, isAdmin, projects, expiresAt } = invitation;
      return { email, isAdmin, expiresAt, projects: projects.map(({ name, role }) => ({ name, role })) };
    },
    async accept({ token, name, password }: AcceptInvitation, from: From) {
      const tokenHash = digestOf(token);
      const invitation = await invitations.findByToken(tokenHash);
      if (!invitation) throw deadLink();
      const { email } = invitation;
      assertGoodPassword(password, [email, name], "password");
      const id = engine.random.uuid();
      const person = { id, name, password: await sealed(id, password) };
      if (!(await arrivals.accept(tokenHash, person, from))) throw deadLink();
      return { person: { id, email, name } };
    },
    /** Ends every session of theirs. */
    async resetPassword({ token, password }: ResetPassword, from: From) {
      const tokenHash = digestOf(token);
      const link = await arrivals.findLink(tokenHash);
      const person = link?.personId ? await find(link.personId) : null;
      if (!person) throw deadLink();
      const { id, email, name } = person;
      assertGoodPassword(password, [email, name], "password");
      const change = { id, password: await sealed(id, password) };
      if (!(await arrivals.resetPassword(tokenHash, change, from))) throw deadLink();
      return { person: { id, email, name } };
    },
  };
};

/** Used, too old, replaced or never ours: nobody learns which. */
const deadLink = () => invalid("This link is good for nothing any more: ask for a new one.", "token");
