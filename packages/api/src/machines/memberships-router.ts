import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const { answers } = schema;
const PROJECT = "/api/v2/workspace/{projectId}/identity-memberships";
const MEMBERSHIPS = {
  path: PROJECT,
  aliases: ["/api/v1/projects/{projectId}/identity-memberships"],
} as const;
const MEMBERSHIP = {
  path: `${PROJECT}/{identityId}`,
  aliases: ["/api/v1/projects/{projectId}/identity-memberships/{identityId}"],
} as const;

/** What machine identities are in projects. */
export const identityMembershipsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", ...MEMBERSHIPS, summary: "List the machine identities of a project" } })
      .input(schema.listMemberships)
      .output(answers.memberships)
      .query(({ ctx, input }) => ctx.services.machines.memberships.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", ...MEMBERSHIP, summary: "Get what an identity is in a project" } })
      .input(schema.membershipId)
      .output(answers.membership)
      .query(({ ctx, input }) => ctx.services.machines.memberships.get(input, ctx.actor)),
    create: procedure
      .meta({ http: { method: "POST", ...MEMBERSHIP, summary: "Give an identity a role in a project" } })
      .input(schema.membershipWithRole)
      .output(answers.membership)
      .mutation(({ ctx, input }) => ctx.services.machines.memberships.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: { method: "PATCH", ...MEMBERSHIP, summary: "Give an identity another role in a project" },
      })
      .input(schema.membershipWithRole)
      .output(answers.membership)
      .mutation(({ ctx, input }) => ctx.services.machines.memberships.update(input, ctx.actor)),
    delete: procedure
      .meta({ http: { method: "DELETE", ...MEMBERSHIP, summary: "Take an identity out of a project" } })
      .input(schema.membershipId)
      .output(answers.membership)
      .mutation(({ ctx, input }) => ctx.services.machines.memberships.remove(input, ctx.actor)),
  });
