import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, text, unique, uuid } from "drizzle-orm/pg-core";
import { document, instant, sealedFields, turnbolt } from "./columns.ts";
import { projects } from "./tree.ts";

/** Where people, or programs, want to be told. */
export const channels = turnbolt.table(
  "channels",
  {
    id: uuid("id").primaryKey(),
    /** Absent: told of every project. */
    projectId: uuid("project_id").references(() => projects.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    kind: text("kind").$type<"webhook" | "email" | "slack">().notNull(),
    /** Goes up with each change; its sealed fields are bound to it. */
    version: integer("version").notNull(),
    config: jsonb("config").$type<Readonly<Record<string, unknown>>>().notNull(),
    sealed: sealedFields("sealed").notNull(),
    events: text("events").array().notNull(),
    /** Absent: of every type. */
    rotationTypes: text("rotation_types").array(),
    /** Slugs; absent: of every environment. */
    environments: text("environments").array(),
    isEnabled: boolean("is_enabled").notNull().default(true),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [unique("channels_name").on(table.projectId, table.name).nullsNotDistinct()],
);

/** One try to tell. */
export interface DeliveryAttempt {
  readonly at: Date;
  readonly durationMs: number;
  /** What an HTTP server answered. */
  readonly status: number | null;
  /** Absent: it was taken. */
  readonly error: string | null;
}

/** One event on its way to one channel; its id is what a receiver tells repetitions by. */
export const deliveries = turnbolt.table(
  "deliveries",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    /** Absent: asked for by hand, as a test. */
    outboxId: bigint("outbox_id", { mode: "number" }),
    event: text("event").notNull(),
    /** When it happened. */
    at: instant("at").notNull(),
    payload: jsonb("payload").$type<Readonly<Record<string, unknown>>>().notNull(),
    rotationId: uuid("rotation_id"),
    /** The number of the credential that was promoted, where one was. */
    version: integer("version"),
    state: text("state").$type<"waiting" | "delivered" | "given-up">().notNull().default("waiting"),
    /** Since it was asked for, the first time or again. */
    tries: integer("tries").notNull().default(0),
    /** While it waits: when it is sent next. While somebody sends it: when others may. */
    nextAt: instant("next_at").notNull().defaultNow(),
    /** The id of the sender's data folder, so that a starting server can take up what it left behind. */
    sender: text("sender"),
    /** The last ones. */
    attempts: document<readonly DeliveryAttempt[]>("attempts", "at").notNull().default([]),
    createdAt: instant("created_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
  },
  (table) => {
    const waits = sql`${table.state} = 'waiting'`;
    return [
      unique("deliveries_once").on(table.channelId, table.outboxId),
      index("deliveries_waiting").on(table.channelId, table.nextAt).where(waits),
      index("deliveries_due").on(table.nextAt).where(waits),
      index("deliveries_of_version")
        .on(table.rotationId, table.version)
        .where(sql`${waits} and ${table.version} is not null`),
      index("deliveries_of_channel").on(table.channelId, table.createdAt, table.id),
      index("deliveries_old").on(table.endedAt).where(sql`${table.endedAt} is not null`),
    ];
  },
);
