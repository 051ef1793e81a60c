import { openProcedure, procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const { answers } = schema;
const IDENTITIES = "/api/v1/identities";
const IDENTITY = `${IDENTITIES}/{identityId}`;
const AUTH = "/api/v1/auth/universal-auth/identities/{identityId}";
const SECRETS = `${AUTH}/client-secrets`;
const SECRET = `${SECRETS}/{clientSecretId}`;
const TOKENS = "/api/v1/auth/token/identities/{identityId}/tokens";

/** Machine identities. */
export const identitiesRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: IDENTITIES, summary: "List machine identities" } })
      .input(schema.listIdentities.prefault({}))
      .output(answers.identities)
      .query(({ ctx, input }) => ctx.services.machines.identities.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: IDENTITY, summary: "Get a machine identity" } })
      .input(schema.identityId)
      .output(answers.identity)
      .query(({ ctx, input }) => ctx.services.machines.identities.get(input.identityId, ctx.actor)),
    projects: procedure
      .meta({
        http: {
          method: "GET",
          path: `${IDENTITY}/projects`,
          summary: "List what a machine identity is in which project",
        },
      })
      .input(schema.identityId)
      .output(answers.standings)
      .query(({ ctx, input }) => ctx.services.machines.identities.projects(input.identityId, ctx.actor)),
    create: procedure
      .meta({ http: { method: "POST", path: IDENTITIES, summary: "Create a machine identity" } })
      .input(schema.createIdentity)
      .output(answers.identity)
      .mutation(({ ctx, input }) => ctx.services.machines.identities.create(input, ctx.actor)),
    update: procedure
      .meta({ http: { method: "PATCH", path: IDENTITY, summary: "Rename a machine identity" } })
      .input(schema.updateIdentity)
      .output(answers.identity)
      .mutation(({ ctx, input: { identityId: id, name } }) =>
        ctx.services.machines.identities.update({ id, name }, ctx.actor),
      ),
    delete: procedure
      .meta({
        http: {
          method: "DELETE",
          path: IDENTITY,
          summary: "Delete a machine identity",
          description: "Its client secrets, tokens and memberships end at once.",
        },
      })
      .input(schema.identityId)
      .output(answers.identity)
      .mutation(({ ctx, input }) => ctx.services.machines.identities.remove(input.identityId, ctx.actor)),
  });

/** How machine identities log in. */
export const universalAuthRouter = () =>
  router({
    login: openProcedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/auth/universal-auth/login",
          summary: "Log in with client id and client secret",
          description: "Failed logins are limited per client id and address; the answer to too many is 429.",
          form: true,
        },
      })
      .input(schema.logIn)
      .output(schema.login)
      .mutation(({ ctx, input }) => ctx.services.machines.login.logIn(input, ctx.from)),
    get: procedure
      .meta({ http: { method: "GET", path: AUTH, summary: "Get how an identity logs in" } })
      .input(schema.identityId)
      .output(answers.universalAuth)
      .query(({ ctx, input }) => ctx.services.machines.universalAuth.get(input.identityId, ctx.actor)),
    create: procedure
      .meta({ http: { method: "POST", path: AUTH, summary: "Let an identity log in" } })
      .input(schema.createUniversalAuth)
      .output(answers.universalAuth)
      .mutation(({ ctx, input }) => ctx.services.machines.universalAuth.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: AUTH,
          summary: "Change how an identity logs in",
          description:
            "Networks take effect on the next request; no token that there is lasts shorter or longer.",
        },
      })
      .input(schema.updateUniversalAuth)
      .output(answers.universalAuth)
      .mutation(({ ctx, input }) => ctx.services.machines.universalAuth.update(input, ctx.actor)),
    delete: procedure
      .meta({ http: { method: "DELETE", path: AUTH, summary: "Let an identity log in no more" } })
      .input(schema.identityId)
      .output(answers.universalAuth)
      .mutation(({ ctx, input }) => ctx.services.machines.universalAuth.remove(input.identityId, ctx.actor)),
  });

/** What machine identities log in with. */
export const clientSecretsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: SECRETS, summary: "List client secrets" } })
      .input(schema.listClientSecrets)
      .output(answers.clientSecrets)
      .query(({ ctx, input }) => ctx.services.machines.clientSecrets.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: SECRET, summary: "Get what is known of a client secret" } })
      .input(schema.clientSecretId)
      .output(answers.clientSecret)
      .query(({ ctx, input: { identityId, clientSecretId } }) =>
        ctx.services.machines.clientSecrets.get(identityId, clientSecretId, ctx.actor),
      ),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: SECRETS,
          summary: "Create a client secret",
          description: "The secret is in this answer and in no other.",
        },
      })
      .input(schema.createClientSecret)
      .output(answers.newClientSecret)
      .mutation(({ ctx, input }) => ctx.services.machines.clientSecrets.create(input, ctx.actor)),
    revoke: procedure
      .meta({
        http: {
          method: "POST",
          path: `${SECRET}/revoke`,
          summary: "Revoke a client secret",
          description: "The tokens that it logged in end with it, at once.",
        },
      })
      .input(schema.clientSecretId)
      .output(answers.clientSecret)
      .mutation(({ ctx, input: { identityId, clientSecretId } }) =>
        ctx.services.machines.clientSecrets.revoke(identityId, clientSecretId, ctx.actor),
      ),
  });

/** The tokens that machines work with. */
export const tokensRouter = () =>
  router({
    renew: openProcedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/auth/token/renew",
          summary: "Make an access token last longer",
          form: true,
        },
      })
      .input(schema.accessTokenInput)
      .output(schema.login)
      .mutation(({ ctx, input }) => ctx.services.machines.tokens.renew(input.accessToken, ctx.from)),
    revoke: openProcedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/auth/token/revoke",
          summary: "Revoke an access token",
          form: true,
        },
      })
      .input(schema.accessTokenInput)
      .output(answers.message)
      .mutation(({ ctx, input }) => ctx.services.machines.tokens.revoke(input.accessToken, ctx.from)),
    list: procedure
      .meta({
        http: { method: "GET", path: TOKENS, summary: "List the access tokens of an identity that work" },
      })
      .input(schema.listTokens)
      .output(answers.tokens)
      .query(({ ctx, input }) => ctx.services.machines.tokens.list(input, ctx.actor)),
    revokeOf: procedure
      .meta({
        http: {
          method: "POST",
          path: `${TOKENS}/{tokenId}/revoke`,
          summary: "Revoke an access token by its id",
        },
      })
      .input(schema.tokenId)
      .output(answers.message)
      .mutation(({ ctx, input: { identityId, tokenId } }) =>
        ctx.services.machines.tokens.revokeOf(identityId, tokenId, ctx.actor),
      ),
  });
