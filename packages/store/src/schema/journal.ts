import { sql } from "drizzle-orm";
import { bigserial, index, integer, jsonb, text, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";

type Data = Readonly<Record<string, string | number | boolean | null>>;

/** What happened, for ever: a trigger refuses to change or delete a row. No foreign keys, so that nothing can be taken along. */
export const audit = turnbolt.table(
  "audit",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    at: instant("at").notNull().defaultNow(),
    kind: text("kind").notNull(),
    message: text("message").notNull(),
    /** Who; absent: Turnbolt itself. */
    actor: text("actor"),
    /** The network address that the request came from. */
    address: text("address"),
    requestId: text("request_id"),
    projectId: uuid("project_id"),
    rotationId: uuid("rotation_id"),
    connectionId: uuid("connection_id"),
    secretId: uuid("secret_id"),
    runId: uuid("run_id"),
    data: jsonb("data").$type<Data>().notNull(),
  },
  (table) => {
    const inOrder = [table.at, table.id] as const;
    return [
      index("audit_by_time").on(...inOrder),
      index("audit_of_project_by_time").on(table.projectId, ...inOrder),
      index("audit_of_rotation_by_time")
        .on(table.rotationId, ...inOrder)
        .where(sql`${table.rotationId} is not null`),
      index("audit_of_connection")
        .on(table.connectionId, ...inOrder)
        .where(sql`${table.connectionId} is not null`),
      index("audit_of_secret")
        .on(table.secretId, ...inOrder)
        .where(sql`${table.secretId} is not null`),
      index("audit_of_actor")
        .on(table.actor, ...inOrder)
        .where(sql`${table.actor} is not null`),
    ];
  },
);

/** What others are to be told; delivered by flag, never by "id greater than". */
export const outbox = turnbolt.table(
  "outbox",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    at: instant("at").notNull().defaultNow(),
    kind: text("kind").notNull(),
    message: text("message").notNull(),
    projectId: uuid("project_id"),
    rotationId: uuid("rotation_id"),
    runId: uuid("run_id"),
    /** The number of the credential that was promoted, where one was. */
    version: integer("version"),
    data: jsonb("data").$type<Data>().notNull(),
    deliveredAt: instant("delivered_at"),
  },
  (table) => [
    index("outbox_waiting").on(table.id).where(sql`${table.deliveredAt} is null`),
    index("outbox_of_rotation").on(table.rotationId, table.version).where(sql`${table.deliveredAt} is null`),
  ],
);
