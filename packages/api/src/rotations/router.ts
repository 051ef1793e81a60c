import * as z from "zod";
import type { Plugins } from "../plugins.ts";
import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const BASE = "/api/v2/secret-rotations/{type}";
const ONE = `${BASE}/{id}`;

/** What can be done with rotations; the input of `create` is typed by the installed plugins. */
export const rotationsRouter = <const Ps extends Plugins>(plugins: Ps) =>
  router({
    create: procedure
      .meta({ http: { method: "POST", path: BASE } })
      .input(schema.createRotationSchema(plugins))
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.create(input, ctx.actor, signal)),
    update: procedure
      .meta({ http: { method: "PATCH", path: ONE } })
      .input(schema.updateRotation)
      .mutation(({ ctx, input }) => ctx.services.rotations.update(input, ctx.actor)),
    list: procedure
      .meta({ http: { method: "GET", path: BASE } })
      .input(schema.listRotations.prefault({}))
      .query(({ ctx, input }) => ctx.services.rotations.list(input)),
    get: procedure
      .meta({ http: { method: "GET", path: ONE } })
      .input(schema.rotationId)
      .query(({ ctx, input }) => ctx.services.rotations.get(input.id)),
    delete: procedure
      .meta({ http: { method: "DELETE", path: ONE } })
      .input(schema.deleteRotation)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.remove(input, ctx.actor, signal)),
    forget: procedure
      .meta({ http: { method: "POST", path: `${ONE}/forget` } })
      .input(schema.forgetRotation)
      .mutation(({ ctx, input }) => ctx.services.rotations.forget(input, ctx.actor)),
    rotate: procedure
      .meta({ http: { method: "POST", path: `${ONE}/rotate-secrets` } })
      .input(schema.rotateRotation)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.rotate(input, ctx.actor, signal)),
    reconcile: procedure
      .meta({ http: { method: "POST", path: `${ONE}/reconcile` } })
      .input(schema.runRotation)
      .mutation(({ ctx, input, signal }) => ctx.services.rotations.reconcile(input, ctx.actor, signal)),
    pause: procedure
      .input(schema.rotationId)
      .mutation(({ ctx, input }) => ctx.services.rotations.pause(input.id, ctx.actor)),
    resume: procedure
      .input(schema.rotationId)
      .mutation(({ ctx, input }) => ctx.services.rotations.resume(input.id, ctx.actor)),
    retireNow: procedure
      .meta({ http: { method: "POST", path: `${ONE}/retire` } })
      .input(schema.rotationId)
      .mutation(({ ctx, input }) => ctx.services.rotations.retireNow(input.id, ctx.actor)),
    release: procedure
      .meta({ http: { method: "POST", path: `${ONE}/release` } })
      .input(schema.releaseRotation)
      .mutation(({ ctx, input }) => ctx.services.rotations.release(input, ctx.actor)),
    plan: procedure
      .meta({ http: { method: "POST", path: `${ONE}/plan` } })
      .input(schema.rotationId)
      .mutation(({ ctx, input }) => ctx.services.rotations.plan(input.id)),
    check: procedure
      .meta({ http: { method: "POST", path: `${ONE}/check-credentials` } })
      .input(schema.rotationId)
      .mutation(({ ctx, input }) => ctx.services.rotations.check(input.id, ctx.actor)),
    generatedCredentials: procedure
      .meta({ http: { method: "GET", path: `${ONE}/generated-credentials` } })
      .input(schema.rotationId)
      .query(({ ctx, input }) => ctx.services.rotations.generatedCredentials(input.id, ctx.actor)),
    nextDates: procedure
      .input(
        z.object({
          schedule: schema.updateRotation.shape.schedule.unwrap(),
          count: z.int().min(1).max(20).default(5),
        }),
      )
      .query(({ ctx, input }) => ctx.services.rotations.nextDates(input.schedule, input.count)),
  });
