import { openProcedure, procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const INVITATIONS = "/api/v1/invitations";
const INVITATION = `${INVITATIONS}/{invitationId}` as const;

/** Asking people in, and what they do with the link. */
export const invitationsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: INVITATIONS, summary: "List the invitations that are open" } })
      .input(schema.listInvitations.prefault({}))
      .output(schema.invitationsAnswer)
      .query(({ ctx, input }) => ctx.services.invitations.list(input, ctx.actor)),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: INVITATIONS,
          summary: "Invite a person",
          description: "The link works for a week, once, and is told in this answer alone.",
        },
      })
      .input(schema.createInvitation)
      .output(schema.invitationWithLink)
      .mutation(({ ctx, input }) => ctx.services.invitations.create(input, ctx.actor)),
    renew: procedure
      .meta({
        http: {
          method: "POST",
          path: `${INVITATION}/renew`,
          summary: "Make a new link for an invitation",
          description: "The link before it is good for nothing from then on.",
        },
      })
      .input(schema.invitationById)
      .output(schema.invitationWithLink)
      .mutation(({ ctx, input }) => ctx.services.invitations.renew(input.invitationId, ctx.actor)),
    revoke: procedure
      .meta({ http: { method: "DELETE", path: INVITATION, summary: "Take an invitation back" } })
      .input(schema.invitationById)
      .output(schema.invitationAnswer)
      .mutation(({ ctx, input }) => ctx.services.invitations.revoke(input.invitationId, ctx.actor)),
    look: openProcedure
      .meta({
        http: {
          method: "POST",
          path: `${INVITATIONS}/look`,
          summary: "See what an invitation is for",
          description: "For whoever has its link. Changes nothing.",
        },
      })
      .input(schema.byToken)
      .output(schema.invitedAnswer)
      // A mutation, since the token must not be in a URL.
      .mutation(({ ctx, input }) => ctx.services.arrivals.look(input.token)),
    accept: openProcedure
      .meta({
        http: { method: "POST", path: `${INVITATIONS}/accept`, summary: "Come in by an invitation" },
      })
      .input(schema.acceptInvitation)
      .output(schema.arrivedAnswer)
      .mutation(({ ctx, input }) => ctx.services.arrivals.accept(input, ctx.from)),
  });

/** The first admin. */
export const setUpRouter = () =>
  router({
    state: openProcedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v1/set-up",
          summary: "Ask whether there is an admin, and where one signs in",
        },
      })
      .output(schema.setUpState)
      .query(({ ctx }) => ctx.services.arrivals.state()),
    complete: openProcedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/set-up",
          summary: "Become the first admin",
          description: "By the link that the server's terminal shows; it works for an hour, once.",
        },
      })
      .input(schema.completeSetUp)
      .output(schema.arrivedAnswer)
      .mutation(({ ctx, input }) => ctx.services.arrivals.setUp(input, ctx.from)),
  });

/** For those who have lost theirs. */
export const passwordsRouter = () =>
  router({
    reset: openProcedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/password-reset",
          summary: "Set a new password by a link",
          description: "Ends every session of the person.",
        },
      })
      .input(schema.resetPassword)
      .output(schema.arrivedAnswer)
      .mutation(({ ctx, input }) => ctx.services.arrivals.resetPassword(input, ctx.from)),
  });
