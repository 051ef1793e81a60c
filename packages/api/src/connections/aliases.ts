import { type ChoicesAs, choicesAsOf, type Option, type RotationProvider } from "@turnbolt/core";
import * as z from "zod";
import { nextCursor } from "../shapes.ts";
import { procedure, router } from "../trpc.ts";
import { allChoicesQuery } from "./schema.ts";

/** One procedure for each list of choices that a plugin offers under a name of its own. */
export const aliasesRouter = (plugins: readonly RotationProvider[]) =>
  router(
    Object.fromEntries(aliasesOf(plugins).map((alias) => [`${alias.app}-${alias.list}`, offered(alias)])),
  );

interface Alias extends ChoicesAs {
  readonly app: string;
  readonly type: string;
  readonly parameter: string;
}

function aliasesOf(plugins: readonly RotationProvider[]): readonly Alias[] {
  const found = new Map<string, Alias>();
  for (const { app, type, parameters } of plugins) {
    for (const [parameter, schema] of Object.entries(parameters.shape)) {
      const as = choicesAsOf(schema);
      // Plugins of one app may share a list; the first one has it.
      if (as && !found.has(`${app}/${as.list}`))
        found.set(`${app}/${as.list}`, { ...as, app, type, parameter });
    }
  }
  return [...found.values()];
}

function offered({ app, type, parameter, list, item }: Alias) {
  const shape = Object.fromEntries(Object.keys(item).map((name) => [name, z.string()]));
  const answer = z.object({ [list]: z.array(z.object(shape)), nextCursor });
  return procedure
    .meta({
      http: {
        method: "GET",
        path: `/api/v1/app-connections/${app}/{connectionId}/${list}`,
        summary: `List the ${list} that a rotation can be made for`,
        hides: ["app"],
      },
    })
    .input(allChoicesQuery)
    .output(answer)
    .query(async ({ ctx, input }) => {
      const query = { ...input, app, type, parameter };
      const { options, nextCursor } = await ctx.services.connections.options(query, ctx.actor);
      return {
        [list]: options.map((option) => itemOf(option, item)),
        ...(nextCursor !== null && { nextCursor }),
      };
    });
}

function itemOf(option: Option, item: ChoicesAs["item"]): Record<string, string> {
  const known: Readonly<Record<string, string>> = {
    ...option.details,
    value: option.value,
    label: option.label,
  };
  return Object.fromEntries(Object.entries(item).map(([name, from]) => [name, known[from] ?? ""]));
}
