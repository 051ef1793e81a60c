import { and, eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { members, type ProjectRole, people, projects } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";

/** Somebody in a project. */
export interface Member {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: ProjectRole;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

/** What somebody is in one project. */
export interface Membership {
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: ProjectRole;
}

export interface MemberQuery {
  readonly projectId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Who, in which project. */
export interface MemberId {
  readonly projectId: string;
  readonly personId: string;
}

export const memberStore = (database: Database) => ({
  /** By name. */
  list: ({ projectId, limit, cursor }: MemberQuery): Promise<Page<Member>> =>
    guarded(async () => {
      const column = sql`${people.name}`;
      const page = paged({ column, id: sql`${people.id}`, type: "text", descending: false, cursor });
      const rows = await select(database)
        .where(and(eq(members.projectId, projectId), page.where))
        .orderBy(page.orderBy)
        .limit(limit + 1);
      return pageOf(rows, limit, ({ name, personId }) => ({ value: name, id: personId }));
    }),
  find: ({ projectId, personId }: MemberId): Promise<Member | null> =>
    guarded(async () => {
      if (!isUuid(projectId) || !isUuid(personId)) return null;
      const [row] = await select(database).where(
        and(eq(members.projectId, projectId), eq(members.personId, personId)),
      );
      return row ?? null;
    }),
  /** What somebody is everywhere, by the project's name. */
  ofPerson: (personId: string): Promise<readonly Membership[]> =>
    guarded(async () =>
      database.drizzle
        .select({ projectId: projects.id, slug: projects.slug, name: projects.name, role: members.role })
        .from(members)
        .innerJoin(projects, eq(projects.id, members.projectId))
        .where(eq(members.personId, personId))
        .orderBy(projects.name, projects.id),
    ),
  /** Throws `taken` when they are a member, and `not-found` for the person or the project. */
  add: ({ projectId, personId, role }: MemberId & { readonly role: ProjectRole }, author: Author) =>
    transact(database, async (tx) => {
      tx.send(insert({ projectId, personId, role }));
      tx.send(
        told("member.added", "a person came into a project", { projectId, personId }, { role }, author),
      );
    }),
  /** Throws `not-found`. */
  change: ({ projectId, personId, role }: MemberId & { readonly role: ProjectRole }, author: Author) =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(change({ projectId, personId, role }));
      if (!row) throw noMember({ projectId, personId });
      const data = { role, was: String(row.was) };
      tx.send(told("member.changed", "a person's role was changed", { projectId, personId }, data, author));
    }),
  /** Throws `not-found`. */
  remove: ({ projectId, personId }: MemberId, author: Author) =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(remove({ projectId, personId }));
      if (!row) throw noMember({ projectId, personId });
      const data = { role: String(row.role) };
      tx.send(told("member.removed", "a person left a project", { projectId, personId }, data, author));
    }),
});

const told = (
  kind: string,
  message: string,
  { projectId, personId }: MemberId,
  data: Readonly<Record<string, string>>,
  author: Author,
) => insertAudit(auditRows({ kind, message, projectId, data: { personId, ...data } }, author));

const noMember = ({ projectId, personId }: MemberId) =>
  new StoreError("not-found", `${personId} is no member of project ${projectId}`);

const select = ({ drizzle }: Database) =>
  drizzle
    .select({
      personId: people.id,
      name: people.name,
      email: people.email,
      role: members.role,
      disabledAt: people.disabledAt,
      createdAt: members.createdAt,
    })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .$dynamic();

const projectId = sql`${sql.placeholder("projectId")}::uuid`;
const personId = sql`${sql.placeholder("personId")}::uuid`;
const ofThem = sql`project_id = ${projectId} and person_id = ${personId}`;

const insert = compile<"projectId" | "personId" | "role">(sql`
  insert into ${members} (project_id, person_id, role) values (${projectId}, ${personId}, ${sql.placeholder("role")})`);

const change = compile<"projectId" | "personId" | "role">(sql`
  update ${members} m set role = ${sql.placeholder("role")}
  from (select role as was from ${members} where ${ofThem} for update) old
  where m.project_id = ${projectId} and m.person_id = ${personId} returning old.was`);

const remove = compile<"projectId" | "personId">(sql`delete from ${members} where ${ofThem} returning role`);
