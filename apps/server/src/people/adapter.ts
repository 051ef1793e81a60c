import { createHash } from "node:crypto";
import { type From, openHash } from "@turnbolt/api";
import type { Cipher } from "@turnbolt/core";
import type { FoundSession, OutsideLogin, PeopleStore, PersonWithPassword } from "@turnbolt/store";
import { createAdapterFactory } from "better-auth/adapters";
import { APIError } from "better-auth/api";
import { type Asking, asking } from "./asking.ts";
import { OIDC } from "./oidc.ts";

type Row = Readonly<Record<string, unknown>>;
interface Condition {
  readonly field: string;
  readonly value: unknown;
}

export interface AdapterParts {
  readonly people: PeopleStore;
  readonly cipher: Cipher;
  /** Whose people the provider `oidc` vouches for; absent: there is none. */
  readonly issuer: string | null;
  /** Whoever has an address there may come in without an invitation. */
  readonly domains: readonly string[];
}

/** What better-auth calls the provider whose logins are passwords. */
const CREDENTIAL = "credential";

/**
 * What better-auth may ask our tables: the few questions of signing in and out, each a function of the store, so that
 * every change has its audit row. Tokens of sessions reach the database as digests, hashes of passwords sealed, tokens
 * of the identity provider not at all. Whatever else it asks is refused.
 */
export const peopleAdapter = (parts: AdapterParts) =>
  createAdapterFactory({
    config: { adapterId: "turnbolt" },
    adapter: () => {
      const { create, find, remove } = questions(parts);
      return {
        // The types of an adapter promise whatever its caller wants; better-auth checks nothing of what it gets.
        create: ({ model, data }) => answer(create, model, [], data) as never,
        findOne: async ({ model, where }) => ((await answer(find, model, where))[0] ?? null) as never,
        findMany: ({ model, where = [] }) => answer(find, model, where) as never,
        delete: async ({ model, where }) => void (await answer(remove, model, where)),
        update: ({ model }) => refuse("update", model),
        updateMany: ({ model }) => refuse("updateMany", model),
        deleteMany: ({ model }) => refuse("deleteMany", model),
        count: ({ model }) => refuse("count", model),
      };
    },
  });

type Questions<T> = Readonly<Record<string, (values: Row) => Promise<T>>>;

function answer<T>(known: Questions<T>, model: string, where: readonly Condition[], data?: Row): Promise<T> {
  const question = [model, ...where.map(({ field }) => field)].join(" ");
  const ask = known[question];
  if (!ask) return refuse("ask for", question);
  return ask(data ?? Object.fromEntries(where.map(({ field, value }) => [field, value])));
}

const refuse = (what: string, question: string): never => {
  throw new Error(`better-auth wants to ${what} "${question}", which nothing here needs`);
};

function questions(parts: AdapterParts) {
  const { people, issuer } = parts;
  const { sessions, arrivals } = people;
  const sessionBy = async ({ token }: Row): Promise<Row[]> => {
    const found = await sessions.find(digestOf(String(token)));
    if (found) inHand().found = found;
    return found ? [sessionRow(found, String(token))] : [];
  };
  const accountsOf = async (person: PersonWithPassword): Promise<Row[]> => [
    ...(await passwordRow(parts, person)),
    ...(await arrivals.outsideOf(person.id)).map((login) => outsideRow(person, login)),
  ];
  const userRows = async (person: PersonWithPassword | null): Promise<Row[]> =>
    person ? [{ ...userRow(person), account: await accountsOf(person) }] : [];
  const find: Questions<Row[]> = {
    "session token": sessionBy,
    "user email": async ({ email }) => await userRows(await people.findByEmail(String(email))),
    "user id": async ({ id }) => await userRows(await people.find(String(id))),
    "account userId": async ({ userId }) => {
      const person = await people.find(String(userId));
      return person ? await accountsOf(person) : [];
    },
    "account providerId accountId": async ({ accountId: subject }) => {
      const login = { issuer: issuer ?? "", subject: String(subject) };
      const id = await arrivals.findOutside(login);
      const person = id ? await people.find(id) : null;
      return person ? [{ ...outsideRow(person, login), user: userRow(person) }] : [];
    },
  };
  const create: Questions<Row | null> = {
    session: (row) => openSession(parts, row),
    user: async (row) => holdArrival(row),
    account: (row) => bringIn(parts, row),
  };
  const remove: Questions<unknown> = {
    "session token": async ({ token }) => {
      const found = await sessions.find(digestOf(String(token)));
      if (found) await sessions.end(found.personId, found.id, authorOf(found.personId));
    },
  };
  return { find, create, remove };
}

async function openSession({ people }: AdapterParts, row: Row): Promise<Row | null> {
  const { from } = inHand();
  const { id, userId, token, userAgent, expiresAt } = row;
  const personId = String(userId);
  const session = {
    id: String(id),
    personId,
    tokenHash: digestOf(String(token)),
    address: from.address,
    userAgent: typeof userAgent === "string" ? userAgent.slice(0, 512) : null,
    expiresAt: expiresAt as Date, // a Date in better-auth's schema of sessions
  };
  const opened = await people.sessions.open(session, authorOf(personId));
  return opened && { ...row, createdAt: opened.createdAt, updatedAt: opened.createdAt };
}

/** Written when their login is: one without the other would be somebody who gets in nowhere. */
function holdArrival(row: Row): Row {
  const { id, email, name, emailVerified } = row;
  if (emailVerified !== true) {
    throw new APIError("FORBIDDEN", { code: "email_not_verified", message: "The address is not verified." });
  }
  const address = String(email);
  inHand().arriving = { id: String(id), email: address, name: String(name) || address, password: null };
  return row;
}

async function bringIn({ people, issuer, domains }: AdapterParts, row: Row): Promise<Row> {
  const { from, arriving: person } = inHand();
  const personId = String(row.userId);
  const login = { issuer: issuer ?? "", subject: String(row.accountId) };
  if (row.providerId !== OIDC) return refuse("create", `account of ${row.providerId}`);
  if (person?.id !== personId) {
    await people.arrivals.link(login, personId, authorOf(personId));
  } else {
    const isWelcome = domains.some((domain) => person.email.endsWith(`@${domain}`));
    if (!(await people.arrivals.arrive({ person, login, isWelcome }, from))) {
      throw new APIError("FORBIDDEN", { code: "not_invited", message: "Nobody invited this address." });
    }
  }
  return row;
}

const digestOf = (token: string): Uint8Array => createHash("sha256").update(token).digest();

function inHand(): Asking {
  const request = asking.getStore();
  if (!request) throw new Error("better-auth was asked outside of a request");
  return request;
}

const authorOf = (personId: string): From & { readonly id: string } => ({
  ...inHand().from,
  id: `user:${personId}`,
});

/** An address is invited, or comes from the identity provider that vouches for it: it is never in doubt here. */
const userRow = ({
  id,
  email,
  name,
  createdAt,
  updatedAt,
}: Omit<PersonWithPassword, "password" | "hasPassword" | "isAdmin" | "disabledAt">) => ({
  ...{ id, email, name, createdAt, updatedAt },
  emailVerified: true,
  image: null,
});

const sessionRow = ({ person, ...session }: FoundSession, token: string) => ({
  id: session.id,
  userId: session.personId,
  token,
  ipAddress: session.address,
  userAgent: session.userAgent,
  expiresAt: session.expiresAt,
  createdAt: session.createdAt,
  updatedAt: session.createdAt,
  user: userRow(person),
});

async function passwordRow({ cipher }: AdapterParts, person: PersonWithPassword): Promise<Row[]> {
  if (!person.password) return [];
  const password = await openHash(cipher, person.id, person.password);
  return [{ ...accountRow(person), id: person.id, accountId: person.id, providerId: CREDENTIAL, password }];
}

const outsideRow = (person: PersonWithPassword, { issuer, subject }: OutsideLogin) => ({
  ...accountRow(person),
  id: `${issuer} ${subject}`,
  accountId: subject,
  providerId: OIDC,
});

const accountRow = ({ id: userId, createdAt, updatedAt }: PersonWithPassword) => ({
  userId,
  createdAt,
  updatedAt,
});
