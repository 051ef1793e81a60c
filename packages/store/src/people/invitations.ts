import { desc, eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { insertRows, toColumns, toJson } from "../rows.ts";
import { invitationRoles, invitations, type ProjectRole, people, projects } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";

/** Somebody who was asked in and has not come yet. */
export interface Invitation {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly isAdmin: boolean;
  readonly projects: readonly InvitedTo[];
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface InvitedTo {
  readonly projectId: string;
  readonly name: string;
  readonly role: ProjectRole;
}

export interface NewInvitation extends Pick<Invitation, "id" | "email" | "isAdmin" | "expiresAt"> {
  /** SHA-256 of the token in the link. */
  readonly tokenHash: Uint8Array;
  readonly projects: readonly Omit<InvitedTo, "name">[];
}

export interface InvitationQuery {
  /** Only those into this project. */
  readonly projectId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const invitationStore = (database: Database) => ({
  /** The newest first; those that came too late are among them until they are taken back. */
  list: ({ projectId, limit, cursor }: InvitationQuery): Promise<Page<Invitation>> =>
    guarded(async () => {
      const column = sql`${invitations.createdAt}`;
      const id = sql`${invitations.id}`;
      const page = paged({ column, id, type: "timestamptz", descending: true, cursor });
      const into =
        projectId === undefined
          ? sql`true`
          : sql`exists (select from ${invitationRoles} r
              where r.invitation_id = ${invitations.id} and r.project_id = ${projectId}::uuid)`;
      const rows = await select(database)
        .where(sql`${page.where} and ${into}`)
        .orderBy(desc(invitations.createdAt), invitations.id)
        .limit(limit + 1);
      return pageOf(rows, limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  find: (id: string): Promise<Invitation | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await select(database).where(eq(invitations.id, id));
      return row ?? null;
    }),
  /** One whose time is not over. */
  findByToken: (tokenHash: Uint8Array): Promise<Invitation | null> =>
    guarded(async () => {
      const hash = Buffer.from(tokenHash);
      const [row] = await select(database).where(
        sql`${invitations.tokenHash} = ${hash} and ${invitations.expiresAt} > now()`,
      );
      return row ?? null;
    }),
  /** One for this address whose time is not over. */
  findByEmail: (email: string): Promise<Invitation | null> =>
    guarded(async () => {
      const [row] = await select(database).where(
        sql`${invitations.email} = ${email} and ${invitations.expiresAt} > now()`,
      );
      return row ?? null;
    }),
  /** Throws `taken` when the address is invited or somebody's, and `not-found` for a project. */
  create: ({ projects: into, ...row }: NewInvitation, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const known = await tx.ask(isPerson({ email: row.email }));
      if (known.length > 0) throw new StoreError("taken", "this person is taken", { what: "person" });
      const columns = toColumns(invitations, { ...row, createdBy: author.id });
      tx.send(insert({ rows: toJson([columns]) }));
      tx.send(insertRoles({ rows: toJson(into.map((one) => roleRow(row.id, one))) }));
      tx.send(told("created", "a person was invited", row, author));
    }),
  /** A new link; the one before it is good for nothing. Throws `not-found`. */
  renew: (
    { id, tokenHash, expiresAt }: Pick<NewInvitation, "id" | "tokenHash" | "expiresAt">,
    author: Author,
  ): Promise<void> =>
    transact(database, async (tx) => {
      const values = { id, tokenHash: Buffer.from(tokenHash), expiresAt: expiresAt.toISOString() };
      const [row] = await tx.ask(renew(values));
      if (!row) throw noInvitation(id);
      tx.send(told("renewed", "an invitation got a new link", { id, email: String(row.email) }, author));
    }),
  /** Throws `not-found`. */
  revoke: (id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(remove({ id }));
      if (!row) throw noInvitation(id);
      tx.send(told("revoked", "an invitation was taken back", { id, email: String(row.email) }, author));
    }),
});

/** The audit row of something that happened to an invitation. */
const told = (
  what: string,
  message: string,
  { id, email }: Pick<Invitation, "id" | "email">,
  author: Author,
) =>
  insertAudit(auditRows({ kind: `invitation.${what}`, message, data: { invitationId: id, email } }, author));

const roleRow = (invitationId: string, { projectId, role }: Omit<InvitedTo, "name">) => ({
  invitation_id: invitationId,
  project_id: projectId,
  role,
});

const noInvitation = (id: string) => new StoreError("not-found", `there is no invitation ${id}`);

const select = ({ drizzle }: Database) =>
  drizzle
    .select({
      id: invitations.id,
      email: invitations.email,
      isAdmin: invitations.isAdmin,
      projects: PROJECTS,
      createdBy: invitations.createdBy,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
    })
    .from(invitations)
    .$dynamic();

const PROJECTS = sql<readonly InvitedTo[]>`coalesce((
  select json_agg(json_build_object('projectId', p.id, 'name', p.name, 'role', r.role) order by p.name, p.id)
  from ${invitationRoles} r join ${projects} p on p.id = r.project_id where r.invitation_id = ${invitations}.id), '[]')`;

const id = sql`${sql.placeholder("id")}::uuid`;

const isPerson = compile<"email">(sql`select from ${people} where email = ${sql.placeholder("email")}`);

const insert = compile<"rows">(
  insertRows(invitations, ["id", "email", "tokenHash", "isAdmin", "createdBy", "expiresAt"]),
);

const insertRoles = compile<"rows">(insertRows(invitationRoles, ["invitationId", "projectId", "role"]));

const renew = compile<"id" | "tokenHash" | "expiresAt">(sql`
  update ${invitations} set token_hash = ${sql.placeholder("tokenHash")}::bytea, created_at = ${NOW},
    expires_at = ${sql.placeholder("expiresAt")}::timestamptz
  where id = ${id} returning email`);

const remove = compile<"id">(sql`delete from ${invitations} where id = ${id} returning email`);
