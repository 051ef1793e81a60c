import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const PEOPLE = "/api/v1/people";
const PERSON = `${PEOPLE}/{personId}` as const;

/** Those who sign in; for the installation's admins. */
export const peopleRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: PEOPLE, summary: "List the people of the installation" } })
      .input(schema.listPeople.prefault({}))
      .output(schema.peopleAnswer)
      .query(({ ctx, input }) => ctx.services.people.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: PERSON, summary: "Get a person" } })
      .input(schema.personById)
      .output(schema.personAnswer)
      .query(({ ctx, input }) => ctx.services.people.get(input.personId, ctx.actor)),
    projects: procedure
      .meta({
        http: {
          method: "GET",
          path: `${PERSON}/projects`,
          summary: "List what a person is in which project",
        },
      })
      .input(schema.personById)
      .output(schema.standingsAnswer)
      .query(({ ctx, input }) => ctx.services.people.projects(input.personId, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: PERSON,
          summary: "Rename a person, or make them an admin of the installation or no longer one",
          description: "The last admin who can get in stays one.",
        },
      })
      .input(schema.updatePerson)
      .output(schema.personAnswer)
      .mutation(({ ctx, input }) => ctx.services.people.update(input, ctx.actor)),
    disable: procedure
      .meta({
        http: {
          method: "POST",
          path: `${PERSON}/disable`,
          summary: "Shut a person out",
          description: "Ends their sessions. Not the last admin who can get in.",
        },
      })
      .input(schema.personById)
      .output(schema.personAnswer)
      .mutation(({ ctx, input }) => ctx.services.people.disable(input.personId, ctx.actor)),
    enable: procedure
      .meta({ http: { method: "POST", path: `${PERSON}/enable`, summary: "Let a person in again" } })
      .input(schema.personById)
      .output(schema.personAnswer)
      .mutation(({ ctx, input }) => ctx.services.people.enable(input.personId, ctx.actor)),
    endSessions: procedure
      .meta({
        http: { method: "DELETE", path: `${PERSON}/sessions`, summary: "Sign a person out everywhere" },
      })
      .input(schema.personById)
      .output(schema.endedAnswer)
      .mutation(({ ctx, input }) => ctx.services.people.endSessions(input.personId, ctx.actor)),
    resetPassword: procedure
      .meta({
        http: {
          method: "POST",
          path: `${PERSON}/password-reset`,
          summary: "Make a link with which a person sets a new password",
          description: "Works for a day, once. The link before it ends.",
        },
      })
      .input(schema.personById)
      .output(schema.linkAnswer)
      .mutation(({ ctx, input }) => ctx.services.people.resetPassword(input.personId, ctx.actor)),
  });

const MEMBERS = "/api/v1/projects/{projectId}/members";
const MEMBER = `${MEMBERS}/{personId}` as const;

/** Who is what in a project. */
export const membersRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: MEMBERS, summary: "List the people of a project" } })
      .input(schema.listMembers)
      .output(schema.membersAnswer)
      .query(({ ctx, input }) => ctx.services.members.list(input, ctx.actor)),
    add: procedure
      .meta({
        http: {
          method: "POST",
          path: MEMBERS,
          summary: "Add a person to a project",
          description: "Somebody who is not here yet is invited instead.",
        },
      })
      .input(schema.addMember)
      .output(schema.memberAnswer)
      .mutation(({ ctx, input }) => ctx.services.members.add(input, ctx.actor)),
    change: procedure
      .meta({ http: { method: "PATCH", path: MEMBER, summary: "Change what a person is in a project" } })
      .input(schema.changeMember)
      .output(schema.memberAnswer)
      .mutation(({ ctx, input }) => ctx.services.members.change(input, ctx.actor)),
    remove: procedure
      .meta({ http: { method: "DELETE", path: MEMBER, summary: "Take a person out of a project" } })
      .input(schema.memberById)
      .output(schema.memberAnswer)
      .mutation(({ ctx, input }) => ctx.services.members.remove(input, ctx.actor)),
  });
