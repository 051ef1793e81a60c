import type { RotationProvider } from "@turnbolt/core";
import * as z from "zod";
import type { AppOf, CredentialsOf, Plugins } from "../plugins.ts";
import { loginsOf } from "./logins.ts";
import { connectionName, description, project } from "./schema.ts";

const base = {
  name: connectionName,
  description: description.optional(),
  projectId: project
    .nullable()
    .optional()
    .meta({ description: "Without one it belongs to the whole installation" }),
};

type Base = z.input<z.ZodObject<typeof base>>;

/** One way to log in, as clients send it: its method beside its fields. */
type Login<C> = C extends unknown
  ? string extends keyof C
    ? { readonly method?: string | undefined; readonly credentials: C }
    : "method" extends keyof C
      ? Pick<C, "method"> & { readonly credentials: Omit<C, "method"> }
      : { readonly credentials: C }
  : never;

/** What a client sends to make a connection, by app. */
export type CreateConnectionInput<Ps extends Plugins> = {
  [K in keyof Ps]: Base & { readonly app: AppOf<Ps[K]> } & Login<CredentialsOf<Ps[K]>>;
}[number];

export type CreateConnection = z.output<z.ZodObject<typeof base>> & {
  readonly app: string;
  /** Absent where an app knows one way only and gives it no name. */
  readonly method?: string | undefined;
  readonly credentials: Readonly<Record<string, unknown>>;
};

/** One schema for all installed apps; plugins of one app share theirs. */
export function createConnectionSchema<const Ps extends Plugins>(
  plugins: Ps,
): z.ZodType<CreateConnection, CreateConnectionInput<Ps>> {
  const byApp = new Map<string, RotationProvider>(plugins.map((plugin) => [plugin.app, plugin]));
  const [first, ...others] = [...byApp.values()].map(ofApp);
  if (!first) throw new Error("no plugin is installed");
  // `map` forgets which plugin is where in the tuple; the input type says it again.
  return z.discriminatedUnion("app", [first, ...others]) as unknown as z.ZodType<
    CreateConnection,
    CreateConnectionInput<Ps>
  >;
}

function ofApp({ app, connection }: RotationProvider) {
  const [first, ...others] = loginsOf(connection).map(({ method, credentials }) =>
    z.object({ ...base, app: z.literal(app), ...(method && { method }), credentials }),
  );
  if (!first) throw new Error(`the app ${app} has no way to log in`);
  return others.length === 0 ? first : z.discriminatedUnion("method", [first, ...others]);
}
