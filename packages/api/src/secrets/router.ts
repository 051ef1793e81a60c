import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const ALL = "/api/v3/secrets/raw";
const ONE = `${ALL}/{secretName}` as const;
const NEWER = "/api/v4/secrets";
const NEWER_ONE = `${NEWER}/{secretName}` as const;

/** What rotations publish, and what people write beside it. */
export const secretsRouter = () =>
  router({
    list: procedure
      .meta({
        http: {
          method: "GET",
          path: ALL,
          aliases: [NEWER],
          etag: true,
          summary: "Read the secrets of a folder",
          description:
            "One snapshot. Who may not read values gets the names. Every value that leaves is audited; a 304 gives none out.",
        },
      })
      .input(schema.listSecrets)
      .output(schema.secretsAnswer)
      .query(({ ctx, input }) => ctx.services.secrets.list(input, ctx.actor, ctx.conditional)),
    read: procedure
      .meta({
        http: {
          method: "GET",
          path: ONE,
          aliases: [NEWER_ONE],
          etag: true,
          summary: "Read a secret",
          description: "404 says that it is gone. Every value that leaves is audited; a 304 gives none out.",
        },
      })
      .input(schema.oneSecret)
      .output(schema.secretAnswer)
      .query(({ ctx, input }) => ctx.services.secrets.read(input, ctx.actor, ctx.conditional)),
    versions: procedure
      .meta({
        http: {
          method: "GET",
          path: `${ONE}/versions`,
          aliases: [`${NEWER_ONE}/versions`],
          summary: "List the versions of a secret",
          description: "The newest first, without values.",
        },
      })
      .input(schema.listVersions)
      .output(schema.versionsAnswer)
      .query(({ ctx, input }) => ctx.services.secrets.versions(input, ctx.actor)),
    create: procedure
      .meta({ http: { method: "POST", path: ONE, aliases: [NEWER_ONE], summary: "Make a secret" } })
      .input(schema.createSecret)
      .output(schema.secretAnswer)
      .mutation(({ ctx, input }) => ctx.services.secrets.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: ONE,
          aliases: [NEWER_ONE],
          summary: "Change a secret",
          description: "A value makes a new version. What a rotation writes is refused.",
        },
      })
      .input(schema.updateSecret)
      .output(schema.secretAnswer)
      .mutation(({ ctx, input }) => ctx.services.secrets.update(input, ctx.actor)),
    delete: procedure
      .meta({
        http: {
          method: "DELETE",
          path: ONE,
          aliases: [NEWER_ONE],
          summary: "Delete a secret with its versions",
          description: "What a rotation writes is refused.",
        },
      })
      .input(schema.removeSecret)
      .output(schema.secretAnswer)
      .mutation(({ ctx, input }) => ctx.services.secrets.remove(input, ctx.actor)),
  });
