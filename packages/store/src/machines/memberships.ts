import { and, eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import type { Membership } from "../people/members.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import type { ProjectRole } from "../schema/identities.ts";
import { identities, identityMemberships, projects } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import type { PageQuery } from "./identities.ts";

/** What an identity is in a project. */
export interface IdentityMembership {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly identityId: string;
  readonly identityName: string;
  readonly role: ProjectRole;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewIdentityMembership = Pick<IdentityMembership, "id" | "projectId" | "identityId" | "role">;
type Named = Pick<IdentityMembership, "projectId" | "identityId">;

export const membershipStore = (database: Database) => ({
  /** Of a project, the oldest first. */
  list: (projectId: string, { limit, cursor }: PageQuery): Promise<Page<IdentityMembership>> =>
    guarded(async () => {
      if (!isUuid(projectId)) return { items: [], next: null };
      const column = sql`${identityMemberships.createdAt}`;
      const id = sql`${identityMemberships.id}`;
      const page = paged({ column, id, type: "timestamptz", descending: false, cursor });
      const rows = await select(database)
        .where(and(eq(identityMemberships.projectId, projectId), page.where))
        .orderBy(page.orderBy)
        .limit(limit + 1);
      return pageOf(rows, limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  /** What an identity is everywhere, by the project's name. */
  ofIdentity: (identityId: string): Promise<readonly Membership[]> =>
    guarded(async () => {
      if (!isUuid(identityId)) return [];
      return await database.drizzle
        .select({
          projectId: projects.id,
          slug: projects.slug,
          name: projects.name,
          role: identityMemberships.role,
        })
        .from(identityMemberships)
        .innerJoin(projects, eq(projects.id, identityMemberships.projectId))
        .where(eq(identityMemberships.identityId, identityId))
        .orderBy(projects.name, projects.id);
    }),
  find: ({ projectId, identityId }: Named): Promise<IdentityMembership | null> =>
    guarded(async () => {
      if (!isUuid(projectId) || !isUuid(identityId)) return null;
      const named = and(
        eq(identityMemberships.projectId, projectId),
        eq(identityMemberships.identityId, identityId),
      );
      const [row] = await select(database).where(named);
      return row ?? null;
    }),
  /** Throws `taken` when it is something there already, and `not-found` when one of the two is not there. */
  create: (row: NewIdentityMembership, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      tx.send(insert(row));
      tx.send(insertAudit(auditRows(told("created", "an identity joined a project", row), author)));
    }),
  /** Throws `not-found`. */
  update: (row: Named & Pick<IdentityMembership, "role">, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [updated] = await tx.ask(update(row));
      if (!updated) throw noMembership(row);
      tx.send(insertAudit(auditRows(told("updated", "an identity got another role", row), author)));
    }),
  /** Throws `not-found`. */
  remove: (row: Named, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [removed] = await tx.ask(remove({ projectId: row.projectId, identityId: row.identityId }));
      if (!removed) throw noMembership(row);
      tx.send(insertAudit(auditRows(told("removed", "an identity left a project", row), author)));
    }),
});

const told = (what: string, message: string, row: Named & Partial<Pick<IdentityMembership, "role">>) => ({
  kind: `identity-membership.${what}`,
  message,
  projectId: row.projectId,
  data: { identityId: row.identityId, ...(row.role === undefined ? {} : { role: row.role }) },
});

const noMembership = ({ projectId, identityId }: Named) =>
  new StoreError("not-found", `identity ${identityId} is not in project ${projectId}`);

const select = ({ drizzle }: Database) =>
  drizzle
    .select({
      id: identityMemberships.id,
      projectId: identityMemberships.projectId,
      projectName: projects.name,
      identityId: identityMemberships.identityId,
      identityName: identities.name,
      role: identityMemberships.role,
      createdAt: identityMemberships.createdAt,
      updatedAt: identityMemberships.updatedAt,
    })
    .from(identityMemberships)
    .innerJoin(identities, eq(identities.id, identityMemberships.identityId))
    .innerJoin(projects, eq(projects.id, identityMemberships.projectId))
    .$dynamic();

const projectId = sql`${sql.placeholder("projectId")}::uuid`;
const identityId = sql`${sql.placeholder("identityId")}::uuid`;
const named = sql`project_id = ${projectId} and identity_id = ${identityId}`;

const insert = compile<keyof NewIdentityMembership>(sql`
  insert into ${identityMemberships} (id, project_id, identity_id, role)
  values (${sql.placeholder("id")}::uuid, ${projectId}, ${identityId}, ${sql.placeholder("role")})`);

const update = compile<"projectId" | "identityId" | "role">(sql`
  update ${identityMemberships} set role = ${sql.placeholder("role")}, updated_at = ${NOW} where ${named} returning id`);

const remove = compile<"projectId" | "identityId">(sql`
  delete from ${identityMemberships} where ${named} returning id`);
