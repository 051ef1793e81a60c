import type { RotationProvider } from "@turnbolt/core";
import type * as z from "zod";
import { formOf } from "../providers/form.ts";
import { loginsOf } from "./logins.ts";
import type { AppOptions } from "./schema.ts";

/** The installed apps by name, with the form of each way to log in. Sensitive fields carry `"sensitive": true`. */
export function appOptions(providers: readonly RotationProvider[]): AppOptions[] {
  const byApp = new Map(providers.map(({ app, connection }) => [app, connection]));
  return [...byApp]
    .map(([app, connection]) => {
      const credentials = loginsOf(connection).flatMap(({ method, credentials }) =>
        (method ? methodsIn(method) : [null]).map((name) => ({ method: name, schema: formOf(credentials) })),
      );
      const methods = credentials.flatMap(({ method }) => (method === null ? [] : [method]));
      return { name: connection.meta()?.title ?? titleOf(app), app, methods, credentials };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const titleOf = (app: string): string =>
  app.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash && " ") + letter.toUpperCase());

/** A method is one text or one of several. */
function methodsIn(schema: z.core.$ZodType): readonly string[] {
  return [...(schema._zod.values ?? [])].filter((value) => typeof value === "string");
}
