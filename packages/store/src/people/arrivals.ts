import { eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { insertRows, toColumns, toJson } from "../rows.ts";
import {
  invitationRoles,
  invitations,
  members,
  outsideLogins,
  passwordLinks,
  people,
} from "../schema/index.ts";
import { compile } from "../statement.ts";
import { type Row, type Transaction, transact } from "../transaction.ts";
import { anyAdmin, dropLinks, endSessions, lockAdmins, setPassword, told } from "./people.ts";

/** Somebody on the way in. */
export interface Arrival {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  /** The hash of their password, sealed. */
  readonly password: Uint8Array | null;
}

/** Who somebody is at an identity provider. */
export interface OutsideLogin {
  readonly issuer: string;
  readonly subject: string;
}

/** A link that sets a password; without a person, the one that makes the first admin. */
export interface PasswordLink {
  readonly personId: string | null;
  readonly expiresAt: Date;
}

type From = Omit<Author, "id">;

export const arrivalStore = (database: Database) => ({
  /** Ends the link before it. `false`: the first admin's link, and there is an admin. */
  makeLink: (
    { tokenHash, personId, expiresAt }: PasswordLink & { readonly tokenHash: Uint8Array },
    author: Author | null,
  ): Promise<boolean> =>
    transact(database, async (tx) => {
      if (personId === null && (await isSettled(tx))) return false;
      tx.send(makeLink({ tokenHash: Buffer.from(tokenHash), personId, expiresAt: expiresAt.toISOString() }));
      if (personId) tx.send(told("password-link.created", "a link for a new password", personId, author));
      return true;
    }),
  /** One whose time is not over. */
  findLink: (tokenHash: Uint8Array): Promise<PasswordLink | null> =>
    guarded(async () => {
      const [row] = await database.drizzle
        .select({ personId: passwordLinks.personId, expiresAt: passwordLinks.expiresAt })
        .from(passwordLinks)
        .where(
          sql`${passwordLinks.tokenHash} = ${Buffer.from(tokenHash)} and ${passwordLinks.expiresAt} > now()`,
        );
      return row ?? null;
    }),
  /** The first admin. `false`: the link is good for nothing, or there is an admin. */
  setUp: (tokenHash: Uint8Array, person: Arrival, from: From): Promise<boolean> =>
    transact(database, async (tx) => {
      if (await isSettled(tx)) return false;
      const [link] = await tx.ask(useLink({ tokenHash: Buffer.from(tokenHash), personId: null }));
      if (!link) return false;
      arrive(tx, { ...person, isAdmin: true }, from);
      return true;
    }),
  /** A new password by a link; every session ends. `false`: the link is good for nothing. */
  resetPassword: (
    tokenHash: Uint8Array,
    { id, password }: { readonly id: string; readonly password: Uint8Array },
    from: From,
  ): Promise<boolean> =>
    transact(database, async (tx) => {
      const [link] = await tx.ask(useLink({ tokenHash: Buffer.from(tokenHash), personId: id }));
      if (!link) return false;
      tx.send(setPassword({ id, password: Buffer.from(password) }));
      tx.send(endSessions({ id, but: null }));
      tx.send(dropLinks({ id }));
      tx.send(told("password.reset", "a password was set by a link", id, { ...from, id: `user:${id}` }));
      return true;
    }),
  /** By the link of an invitation. `null`: it is good for nothing. Throws `taken` when the address is somebody's. */
  accept: (tokenHash: Uint8Array, person: Omit<Arrival, "email">, from: From): Promise<boolean> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(lockByToken({ tokenHash: Buffer.from(tokenHash) }));
      if (!row) return false;
      follow(tx, row, { ...person, email: String(row.email) }, from);
      return true;
    }),
  /** Who signs in elsewhere as this. */
  findOutside: ({ issuer, subject }: OutsideLogin): Promise<string | null> =>
    guarded(async () => {
      const [row] = await database.drizzle
        .select({ id: outsideLogins.personId })
        .from(outsideLogins)
        .where(sql`${outsideLogins.issuer} = ${issuer} and ${outsideLogins.subject} = ${subject}`);
      return row?.id ?? null;
    }),
  /** Everywhere that a person signs in. */
  outsideOf: (personId: string): Promise<readonly OutsideLogin[]> =>
    guarded(async () =>
      database.drizzle
        .select({ issuer: outsideLogins.issuer, subject: outsideLogins.subject })
        .from(outsideLogins)
        .where(eq(outsideLogins.personId, personId)),
    ),
  /** A person who is known signs in elsewhere from now on too. */
  link: (login: OutsideLogin, personId: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      tx.send(insertOutside({ ...login, personId }));
      tx.send(told("person.linked", "a person signs in elsewhere too", personId, author, { ...login }));
    }),
  /** From an identity provider: by an invitation to the address, or because `isWelcome` without one. `false`: neither. */
  arrive: (
    { person, login, isWelcome }: { person: Arrival; login: OutsideLogin; isWelcome: boolean },
    from: From,
  ): Promise<boolean> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(lockByEmail({ email: person.email }));
      if (row) follow(tx, row, person, from);
      else if (isWelcome) arrive(tx, { ...person, isAdmin: false }, from);
      else return false;
      tx.send(insertOutside({ ...login, personId: person.id }));
      return true;
    }),
});

/** Comes in by an invitation, which is gone then. */
function follow(tx: Transaction, invitation: Row, person: Arrival, from: From): void {
  const invitationId = String(invitation.id);
  arrive(tx, { ...person, isAdmin: invitation.is_admin === true }, from, { invitationId });
  tx.send(takeRoles({ invitationId, personId: person.id }));
  tx.send(removeInvitation({ invitationId }));
}

function arrive(
  tx: Transaction,
  person: Arrival & { readonly isAdmin: boolean },
  from: From,
  data: Readonly<Record<string, string>> = {},
): void {
  const { id, email, isAdmin } = person;
  tx.send(insertPerson({ rows: toJson([toColumns(people, person)]) }));
  const author = { ...from, id: `user:${id}` };
  tx.send(told("person.created", "a person came in", id, author, { email, isAdmin, ...data }));
}

/** Under the lock, so that of two first admins one comes too late. */
async function isSettled(tx: Transaction): Promise<boolean> {
  await tx.ask(lockAdmins());
  return (await tx.ask(someAdmin())).length > 0;
}

const someAdmin = compile(sql`${anyAdmin} limit 1`);

const insertPerson = compile<"rows">(insertRows(people, ["id", "email", "name", "isAdmin", "password"]));

const insertOutside = compile<"issuer" | "subject" | "personId">(sql`
  insert into ${outsideLogins} (issuer, subject, person_id)
  values (${sql.placeholder("issuer")}, ${sql.placeholder("subject")}, ${sql.placeholder("personId")}::uuid)`);

const tokenHash = sql`${sql.placeholder("tokenHash")}::bytea`;

const makeLink = compile<"tokenHash" | "personId" | "expiresAt">(sql`
  insert into ${passwordLinks} (token_hash, person_id, expires_at)
  values (${tokenHash}, ${sql.placeholder("personId")}::uuid, ${sql.placeholder("expiresAt")}::timestamptz)
  on conflict (person_id) do update
    set token_hash = excluded.token_hash, expires_at = excluded.expires_at, created_at = excluded.created_at`);

/** Not of somebody who is shut out. */
const useLink = compile<"tokenHash" | "personId">(sql`
  delete from ${passwordLinks} l where token_hash = ${tokenHash} and expires_at > now()
    and person_id is not distinct from ${sql.placeholder("personId")}::uuid
    and not exists (select from ${people} p where p.id = l.person_id and p.disabled_at is not null)
  returning token_hash`);

const lockByToken = compile<"tokenHash">(sql`
  select id, email, is_admin from ${invitations} where token_hash = ${tokenHash} and expires_at > now() for update`);

const lockByEmail = compile<"email">(sql`
  select id, email, is_admin from ${invitations}
  where email = ${sql.placeholder("email")} and expires_at > now() for update`);

const invitationId = sql`${sql.placeholder("invitationId")}::uuid`;

const takeRoles = compile<"invitationId" | "personId">(sql`
  insert into ${members} (project_id, person_id, role)
  select project_id, ${sql.placeholder("personId")}::uuid, role from ${invitationRoles} where invitation_id = ${invitationId}`);

const removeInvitation = compile<"invitationId">(sql`delete from ${invitations} where id = ${invitationId}`);
