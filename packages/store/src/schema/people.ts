import { sql } from "drizzle-orm";
import { boolean, check, index, integer, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";
import type { ProjectRole } from "./identities.ts";
import { projects } from "./tree.ts";

/** Somebody who signs in. Never deleted, since the audit names them; a disabled one gets in nowhere. */
export const people = turnbolt.table(
  "people",
  {
    id: uuid("id").primaryKey(),
    /** In lower case. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    isAdmin: boolean("is_admin").notNull().default(false),
    /** The hash of the password, sealed; absent: they sign in elsewhere. */
    password: bytea("password"),
    disabledAt: instant("disabled_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("people_email").on(table.email),
    index("people_name").on(table.name, table.id),
    // Whether there is an admin is asked at every start and before one is let go.
    index("people_admins").on(table.id).where(sql`${table.isAdmin} and ${table.disabledAt} is null`),
  ],
);

/** Who somebody is at an identity provider. Its issuer belongs to it: two may use the same subject. */
export const outsideLogins = turnbolt.table(
  "outside_logins",
  {
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    personId: uuid("person_id")
      .notNull()
      .references(() => people.id),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: "outside_logins_pk", columns: [table.issuer, table.subject] }),
    index("outside_logins_person").on(table.personId),
  ],
);

/** A browser that is signed in. Its token is kept as a hash alone. */
export const sessions = turnbolt.table(
  "sessions",
  {
    id: uuid("id").primaryKey(),
    personId: uuid("person_id")
      .notNull()
      .references(() => people.id),
    tokenHash: bytea("token_hash").notNull(),
    address: text("address"),
    userAgent: text("user_agent"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    unique("sessions_token").on(table.tokenHash),
    index("sessions_person").on(table.personId),
    index("sessions_expired").on(table.expiresAt),
  ],
);

/** What somebody is in a project. */
export const members = turnbolt.table(
  "members",
  {
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    personId: uuid("person_id")
      .notNull()
      .references(() => people.id),
    role: text("role").$type<ProjectRole>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: "members_pk", columns: [table.projectId, table.personId] }),
    index("members_person").on(table.personId),
    check("members_role", sql`${table.role} in ('viewer', 'developer', 'operator', 'admin')`),
  ],
);

/** Somebody is asked in. The row goes when they come, or when it is taken back; the audit has it for ever. */
export const invitations = turnbolt.table(
  "invitations",
  {
    id: uuid("id").primaryKey(),
    email: text("email").notNull(),
    tokenHash: bytea("token_hash").notNull(),
    isAdmin: boolean("is_admin").notNull().default(false),
    createdBy: text("created_by"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    unique("invitations_email").on(table.email),
    unique("invitations_token").on(table.tokenHash),
    index("invitations_created").on(table.createdAt, table.id),
    index("invitations_expired").on(table.expiresAt),
  ],
);

/** What the invited one will be in a project. */
export const invitationRoles = turnbolt.table(
  "invitation_roles",
  {
    invitationId: uuid("invitation_id")
      .notNull()
      .references(() => invitations.id, { onDelete: "cascade" }),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    role: text("role").$type<ProjectRole>().notNull(),
  },
  (table) => [
    primaryKey({ name: "invitation_roles_pk", columns: [table.invitationId, table.projectId] }),
    index("invitation_roles_project").on(table.projectId),
    check("invitation_roles_role", sql`${table.role} in ('viewer', 'developer', 'operator', 'admin')`),
  ],
);

/** Links that set a password: the first admin's, and those of people who have lost theirs. Gone once used. */
export const passwordLinks = turnbolt.table(
  "password_links",
  {
    tokenHash: bytea("token_hash").primaryKey(),
    /** Absent: the link makes the first admin. */
    personId: uuid("person_id").references(() => people.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    // One each: a new one ends the one before it.
    unique("password_links_person").on(table.personId).nullsNotDistinct(),
    index("password_links_expired").on(table.expiresAt),
  ],
);

/** How often something was done in a window of time. Nothing is lost that matters when a crash empties it. */
export const tallies = turnbolt.table(
  "tallies",
  {
    key: text("key").primaryKey(),
    count: integer("count").notNull(),
    endsAt: instant("ends_at").notNull(),
  },
  (table) => [index("tallies_ended").on(table.endsAt), check("tallies_count_up", sql`${table.count} > 0`)],
);
