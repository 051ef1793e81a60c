import * as z from "zod";
import type { HttpMeta, HttpPath } from "../http-meta.ts";
import type { Plugins } from "../plugins.ts";
import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";
import { createRotationSchema } from "./schema-create.ts";
import { oneRotation } from "./schema-fields.ts";
import { oneAnswer } from "./schema-rotation.ts";
import { rotationState } from "./schema-state.ts";
import { table, tableQuery } from "./schema-table.ts";
import { updateRotation } from "./schema-update.ts";

const ALL = "/api/v2/secret-rotations";

const offered = (
  method: HttpMeta["method"],
  path: HttpPath,
  summary: string,
  more: Partial<HttpMeta> = {},
): { http: HttpMeta } => ({ http: { method, path, summary, ...more } });

const ofType = (
  method: HttpMeta["method"],
  below: string,
  summary: string,
  more: Partial<HttpMeta> = {},
): { http: HttpMeta } => offered(method, `${ALL}/{type}${below}`, summary, { perType: true, ...more });

const ofOne = (
  method: HttpMeta["method"],
  below: string,
  summary: string,
  more: Partial<HttpMeta> = {},
): { http: HttpMeta } => ofType(method, `/{rotationId}${below}`, summary, more);

/** What can be done with rotations; the input of `create` is typed by the installed plugins. */
export const rotationsRouter = <const Ps extends Plugins>(plugins: Ps) =>
  router({
    options: procedure
      .meta(offered("GET", `${ALL}/options`, "List the types of rotation that are installed"))
      .output(schema.rotationOptions)
      .query(({ ctx }) => ctx.services.rotations.options()),
    list: procedure
      .meta(offered("GET", ALL, "List the rotations of all types"))
      .input(schema.listRotations.prefault({}))
      .output(schema.rotationList)
      .query(({ ctx, input }) => ctx.services.rotations.list(input, ctx.actor)),
    listOfType: procedure
      .meta(ofType("GET", "", "List the rotations of this type"))
      .input(schema.listRotations.required({ type: true }))
      .output(schema.rotationList)
      .query(({ ctx, input }) => ctx.services.rotations.list(input, ctx.actor)),
    table: procedure
      .meta(
        offered("GET", "/api/v2/secret-rotations-table", "Search, filter and sort rotations for a screen"),
      )
      .input(tableQuery.prefault({}))
      .output(table)
      .query(({ ctx, input }) => ctx.services.rotations.table(input, ctx.actor)),
    get: procedure
      .meta(ofOne("GET", "", "Read a rotation"))
      .input(oneRotation)
      .output(oneAnswer)
      .query(({ ctx, input }) => ctx.services.rotations.get(input, ctx.actor)),
    byName: procedure
      .meta(ofType("GET", "/rotation-name/{rotationName}", "Read the rotation of this name in its folder"))
      .input(schema.rotationByName)
      .output(oneAnswer)
      .query(({ ctx, input }) => ctx.services.rotations.byName(input, ctx.actor)),
    create: procedure
      .meta(ofType("POST", "", "Create a rotation", { respondAsync: "runId", requestKey: true }))
      .input(createRotationSchema(plugins))
      .output(schema.startedAnswer)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.create(input, ctx.actor, signal)),
    preview: procedure
      .meta(ofType("POST", "/plan", "Say what creating it would do; nothing is saved or changed"))
      .input(createRotationSchema(plugins))
      .output(schema.planAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.preview(input, ctx.actor)),
    update: procedure
      .meta(ofOne("PATCH", "", "Change a rotation"))
      .input(updateRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.update(input, ctx.actor)),
    delete: procedure
      .meta(
        ofOne("DELETE", "", "Delete a rotation, with its credentials and secrets if wanted", {
          respondAsync: "runId",
        }),
      )
      .input(schema.deleteRotation)
      .output(schema.removedAnswer)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.remove(input, ctx.actor, signal)),
    forget: procedure
      .meta(ofOne("POST", "/forget", "Let a rotation go without touching the target"))
      .input(schema.forgetRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.forget(input, ctx.actor)),
    generatedCredentials: procedure
      .meta(ofOne("GET", "/generated-credentials", "Read the credentials that work now"))
      .input(oneRotation)
      .output(schema.generatedCredentials)
      .query(({ ctx, input }) => ctx.services.rotations.generatedCredentials(input, ctx.actor)),
    rotate: procedure
      .meta(ofOne("POST", "/rotate-secrets", "Rotate now", { respondAsync: "runId", requestKey: true }))
      .input(schema.rotateRotation)
      .output(schema.startedAnswer)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.rotate(input, ctx.actor, signal)),
    check: procedure
      .meta(ofOne("POST", "/check-credentials", "Log in with the published credential", { empty: true }))
      .input(oneRotation)
      .output(z.void())
      .mutation(({ ctx, input }) => ctx.services.rotations.check(input, ctx.actor)),
    plan: procedure
      .meta(ofOne("POST", "/plan", "Say what a run would do now; nothing is changed"))
      .input(oneRotation)
      .output(schema.planAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.plan(input, ctx.actor)),
    reconcile: procedure
      .meta(
        ofOne("POST", "/reconcile", "Repair what is out of step with the target", { respondAsync: "runId" }),
      )
      .input(schema.reconcileRotation)
      .output(schema.startedAnswer)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.reconcile(input, ctx.actor, signal)),
    release: procedure
      .meta(ofOne("POST", "/release", "Go on after attention"))
      .input(schema.releaseRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.release(input, ctx.actor)),
    retire: procedure
      .meta(ofOne("POST", "/retire", "Let the superseded credential go now"))
      .input(oneRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.retire(input, ctx.actor)),
    pause: procedure
      .meta(ofOne("POST", "/pause", "Stop the schedule"))
      .input(oneRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.pause(input, ctx.actor)),
    resume: procedure
      .meta(ofOne("POST", "/resume", "Start the schedule again; nothing is caught up"))
      .input(oneRotation)
      .output(oneAnswer)
      .mutation(({ ctx, input }) => ctx.services.rotations.resume(input, ctx.actor)),
    state: procedure
      .meta(ofOne("GET", "/state", "Read how a rotation stands, and its credentials without their values"))
      .input(oneRotation)
      .output(rotationState)
      .query(({ ctx, input }) => ctx.services.rotations.state(input, ctx.actor)),
    nextDates: procedure
      .meta(offered("POST", "/api/v2/rotation-schedules/next-dates", "Say when a schedule would run"))
      .input(schema.nextDatesQuery)
      .output(schema.nextDatesAnswer)
      .query(({ ctx, input }) => ctx.services.rotations.nextDates(input.schedule, input.count)),
  });
