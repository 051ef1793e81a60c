import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { isUuid } from "../queries/page.ts";
import { members, type ProjectRole, people, sessions } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";
import { endSessions, told } from "./people.ts";

/** A browser that is signed in. */
export interface Session {
  readonly id: string;
  readonly personId: string;
  /** Where it signed in from. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewSession extends Omit<Session, "createdAt"> {
  /** SHA-256 of its token. */
  readonly tokenHash: Uint8Array;
}

/** A session with who it is, and what they are where. */
export interface FoundSession extends Session {
  readonly person: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly isAdmin: boolean;
    readonly createdAt: Date;
    readonly updatedAt: Date;
  };
  /** By the id of the project. */
  readonly roles: Readonly<Record<string, ProjectRole>>;
}

export const sessionStore = (database: Database) => ({
  /** `null` when the person gets in no more. */
  open: ({ tokenHash, ...row }: NewSession, author: Author): Promise<Session | null> =>
    transact(database, async (tx) => {
      const { id, personId, address, userAgent, expiresAt } = row;
      const values = { id, personId, address, userAgent, expiresAt: expiresAt.toISOString() };
      const [made] = await tx.ask(insert({ ...values, tokenHash: Buffer.from(tokenHash) }));
      if (!made) return null;
      tx.send(told("session.started", "a person signed in", personId, author, { sessionId: id }));
      return { ...row, createdAt: new Date(String(made.created_at)) };
    }),
  /** One that has not ended, of somebody who may come in. */
  find: (tokenHash: Uint8Array): Promise<FoundSession | null> =>
    guarded(async () => {
      const [row] = await database.drizzle
        .select({ session: SESSION, person: PERSON, roles: ROLES })
        .from(sessions)
        .innerJoin(people, eq(people.id, sessions.personId))
        .where(
          sql`${sessions.tokenHash} = ${Buffer.from(tokenHash)} and ${sessions.expiresAt} > now()
            and ${people.disabledAt} is null`,
        );
      return row ? { ...row.session, person: row.person, roles: row.roles } : null;
    }),
  /** Those that have not ended, the newest first. */
  list: (personId: string): Promise<readonly Session[]> =>
    guarded(async () =>
      database.drizzle
        .select(SESSION)
        .from(sessions)
        .where(and(eq(sessions.personId, personId), gt(sessions.expiresAt, sql`now()`)))
        .orderBy(desc(sessions.createdAt), sessions.id),
    ),
  /** Whether there was one. */
  end: (personId: string, id: string, author: Author): Promise<boolean> =>
    transact(database, async (tx) => {
      if (!isUuid(id)) return false;
      const [row] = await tx.ask(endOne({ personId, id }));
      if (!row) return false;
      tx.send(told("session.ended", "a session was ended", personId, author, { sessionId: id }));
      return true;
    }),
  /** Every session of a person but one; how many there were. */
  endAll: (personId: string, but: string | null, author: Author): Promise<number> =>
    transact(database, async (tx) => {
      const ended = (await tx.ask(endSessions({ id: personId, but }))).length;
      if (ended === 0) return 0;
      tx.send(told("session.ended", "sessions were ended", personId, author, { sessions: ended }));
      return ended;
    }),
});

const SESSION = {
  id: sessions.id,
  personId: sessions.personId,
  address: sessions.address,
  userAgent: sessions.userAgent,
  createdAt: sessions.createdAt,
  expiresAt: sessions.expiresAt,
};

const PERSON = {
  id: people.id,
  email: people.email,
  name: people.name,
  isAdmin: people.isAdmin,
  createdAt: people.createdAt,
  updatedAt: people.updatedAt,
};

const ROLES = sql<Readonly<Record<string, ProjectRole>>>`coalesce((
  select json_object_agg(m.project_id, m.role) from ${members} m where m.person_id = ${people.id}), '{}')`;

const insert = compile<keyof NewSession>(sql`
  insert into ${sessions} (id, person_id, token_hash, address, user_agent, expires_at)
  select ${sql.placeholder("id")}::uuid, p.id, ${sql.placeholder("tokenHash")}::bytea, ${sql.placeholder("address")},
    ${sql.placeholder("userAgent")}, ${sql.placeholder("expiresAt")}::timestamptz
  from ${people} p where p.id = ${sql.placeholder("personId")}::uuid and p.disabled_at is null for share
  returning created_at`);

const endOne = compile<"personId" | "id">(sql`
  delete from ${sessions} where id = ${sql.placeholder("id")}::uuid and person_id = ${sql.placeholder("personId")}::uuid
  returning id`);
