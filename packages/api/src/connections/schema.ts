import * as z from "zod";
import { counted } from "../insights/schema.ts";
import { ofPlugin } from "../of-plugin.ts";
import { instant, nextCursor, paging } from "../shapes.ts";

export const connectionName = z.string().trim().min(1).max(64);
export const description = z.string().max(256).nullable();
export const project = z.uuid();
const app = z.string();
/** With the path of an app, one of another app is refused. */
const connection = { app: app.optional(), connectionId: z.uuid() };

export const listConnections = z.object({
  projectId: project.optional().meta({ description: "Only those of this project" }),
  app: app.optional(),
  ...paging,
});
export type ListConnections = z.output<typeof listConnections>;

export const availableConnections = z.object({
  app,
  projectId: project.optional().meta({ description: "Those that its rotations may use" }),
});
export type AvailableConnections = z.output<typeof availableConnections>;

export const oneConnection = z.object(connection);
export type OneConnection = z.output<typeof oneConnection>;

export const connectionByName = z.object({
  app: app.optional(),
  connectionName: z.string().max(64),
  projectId: project
    .optional()
    .meta({ description: "Needed when projects have connections of the same name" }),
});
export type ConnectionByName = z.output<typeof connectionByName>;

export const updateConnection = z.object({
  ...connection,
  name: connectionName.optional(),
  description: description.optional(),
  method: z.string().optional().meta({ description: "Cannot change" }),
  projectId: project.nullable().optional().meta({ description: "Cannot change" }),
  credentials: ofPlugin("someOfCredentials", z.record(z.string(), z.unknown())).optional().meta({
    description:
      "Fields that are left out stay as they are; null takes an optional one away. When a field that is not sensitive changes, the sensitive ones are sent again",
  }),
});
export type UpdateConnection = z.output<typeof updateConnection>;

const credentials = ofPlugin("config", z.record(z.string(), z.unknown())).meta({
  description: "The fields that are not sensitive",
});

export const appConnection = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  projectId: z.uuid().nullable().meta({ description: "null: it belongs to the whole installation" }),
  app: ofPlugin("app", z.string()),
  method: z.string().nullable(),
  credentials,
  version: z.int().meta({ description: "Goes up with every change" }),
  createdAt: instant,
  updatedAt: instant,
});
/** A connection as people and programs see it. */
export type ConnectionView = z.output<typeof appConnection>;

export const connectionAnswer = z.object({ appConnection });
export const connectionsAnswer = z.object({ appConnections: z.array(appConnection), nextCursor });

const permissions = z
  .array(
    z.object({
      permission: z.string().meta({ description: "The target's own name for it" }),
      held: z.boolean(),
    }),
  )
  .meta({
    description:
      "What the login may do at the target and what it lacks, as far as that shows without parameters",
  });

export const testedAnswer = z.object({ appConnection, permissions });
export type TestedConnection = z.output<typeof testedAnswer>;

const jsonSchema = z.record(z.string(), z.unknown());

export const appsAnswer = z.object({
  appConnectionOptions: z.array(
    z.object({
      name: z.string(),
      app: z.string(),
      methods: z.array(z.string()),
      credentials: z
        .array(z.object({ method: z.string().nullable(), schema: jsonSchema }))
        .meta({ description: "The form of each way to log in, as JSON Schema" }),
    }),
  ),
});
export type AppOptions = z.output<typeof appsAnswer>["appConnectionOptions"][number];

const search = z.string().max(256);
const cursor = z.string().max(2048).meta({ description: "`nextCursor` of the page before" });

export const choicesQuery = z.object({
  ...connection,
  parameter: z.string().max(128),
  type: z
    .string()
    .optional()
    .meta({ description: "Where several plugins of the app have a parameter of this name" }),
  search: search.optional(),
  limit: z.int().min(1).max(200).default(100),
  cursor: cursor.optional(),
});
export type ChoicesQuery = z.output<typeof choicesQuery>;

/** The same of one parameter at a path of its own: everything at once. */
export const allChoicesQuery = z.object({
  ...connection,
  search: search.optional(),
  limit: z.int().min(1).max(1000).default(1000),
  cursor: cursor.optional(),
});

export const choicesAnswer = z.object({
  options: z.array(
    z.object({
      value: z.string(),
      label: z.string(),
      details: z.record(z.string(), z.string()).optional(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type ChoicesPage = z.output<typeof choicesAnswer>;

export const connectionState = z.object({
  state: z.enum(["works", "broken"]),
  brokenAt: instant.nullable(),
  brokenMessage: z.string().nullable(),
  permissions,
  testedAt: instant.nullable().meta({ description: "When the target was last asked for the permissions" }),
  sensitive: z.array(z.string()).meta({ description: "Names of the sensitive fields that are set" }),
  lastUsedAt: instant
    .nullable()
    .meta({ description: "The last thing that happened to one of its rotations" }),
  dependants: counted.meta({ description: "Rotations that go through it" }),
});
export type ConnectionStateView = z.output<typeof connectionState>;

export const dependantsQuery = z.object({
  ...connection,
  ...paging,
  limit: z.int().min(1).max(200).default(50),
});
export type DependantsQuery = z.output<typeof dependantsQuery>;

export const dependantsAnswer = z.object({
  rotations: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      type: z.string(),
      projectId: z.uuid(),
      environment: z.string(),
      secretPath: z.string(),
      state: z.enum(["success", "failed", "attention"]),
      nextRotationAt: instant.nullable(),
      lastRotatedAt: instant.nullable(),
    }),
  ),
  nextCursor,
});
export type DependantsAnswer = z.output<typeof dependantsAnswer>;
