import type { RotationProvider } from "@turnbolt/core";
import * as z from "zod";
import type { AppOf, CredentialsOf, Plugins } from "../plugins.ts";

const base = {
  name: z.string().trim().min(1).max(64),
  description: z.string().max(256).nullable().optional(),
  /** Slug of the project it belongs to; without one it belongs to the whole installation. */
  project: z.string().nullable().default(null),
};

type Base = z.input<z.ZodObject<typeof base>>;

/** What a client sends to make a connection, by app. */
export type CreateConnectionInput<Ps extends Plugins> = {
  [K in keyof Ps]: Base & { readonly app: AppOf<Ps[K]>; readonly credentials: CredentialsOf<Ps[K]> };
}[number];

export type CreateConnection = z.output<z.ZodObject<typeof base>> & {
  readonly app: string;
  readonly credentials: Readonly<Record<string, unknown>>;
};

/** One schema for all installed apps; plugins of one app share theirs. */
export function createConnectionSchema<const Ps extends Plugins>(
  plugins: Ps,
): z.ZodType<CreateConnection, CreateConnectionInput<Ps>> {
  const byApp = new Map<string, RotationProvider>(plugins.map((plugin) => [plugin.app, plugin]));
  const [first, ...others] = [...byApp.values()].map(({ app, connection }) =>
    z.object({ ...base, app: z.literal(app), credentials: connection }),
  );
  if (!first) throw new Error("no plugin is installed");
  // `map` forgets which plugin is where in the tuple; the input type says it again.
  return z.discriminatedUnion("app", [first, ...others]) as unknown as z.ZodType<
    CreateConnection,
    CreateConnectionInput<Ps>
  >;
}

export const connectionId = z.object({ id: z.uuid() });

export const updateConnection = connectionId.extend({
  name: base.name.optional(),
  description: base.description,
  /** Fields that are left out stay as they are. */
  credentials: z.record(z.string(), z.unknown()).optional(),
});
export type UpdateConnection = z.output<typeof updateConnection>;

export const listConnections = z.object({
  project: z.string().optional(),
  app: z.string().optional(),
});
export type ListConnections = z.output<typeof listConnections>;
