import * as z from "zod";
import { NotModified, ofPlugin } from "../../../api/src/index.ts";
import { openProcedure, procedure, router } from "../../../api/src/trpc.ts";
import { plugins } from "./plugins.ts";

const ONE = "/api/v2/turns/{type}/{turnId}";
const fields = z.record(z.string(), z.unknown());

const turn = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable().optional(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
  status: z.enum(["success", "failed"]),
  type: ofPlugin("type", z.string()),
  app: ofPlugin("app", z.string()),
  parameters: ofPlugin("parameters", fields),
  secretsMapping: ofPlugin("secretsMapping", z.record(z.string(), z.string())),
});

const create = z.discriminatedUnion(
  "type",
  plugins.map((plugin) =>
    z.object({
      type: z.literal(plugin.type),
      name: z.string().regex(/^[a-z-]+$/),
      parameters: plugin.parameters,
      current: plugin.secret.optional(),
      days: z
        .int()
        .min(1)
        .optional()
        .meta({ examples: [30] }),
    }),
  ) as never,
);
const made = (type: string) => ({
  id: "3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f",
  name: "n",
  createdAt: new Date(0),
  endedAt: null,
  status: "success" as const,
  type,
  app: type.split("-")[0] ?? "",
  parameters: { bulb: "b1" },
  secretsMapping: { bulb: "BULB", password: "PASSWORD" },
});

/** A router with something of everything that a document can show. */
export const turns = router({
  turns: router({
    create: procedure
      .meta({
        http: { method: "POST", path: "/api/v2/turns/{type}", summary: "Create a turn", perType: true },
      })
      .input(create)
      .output(z.object({ turn }))
      .mutation(({ input }) => ({ turn: made((input as { type: string }).type) })),
    list: procedure
      .meta({
        http: { method: "GET", path: "/api/v2/turns", summary: "List turns", aliases: ["/api/v1/turns"] },
      })
      .input(z.object({ limit: z.int().min(1).max(9).default(5), search: z.string().optional() }))
      .output(z.object({ turns: z.array(turn), next: z.string().nullable() }))
      .query(() => ({ turns: [made("lamp-password")], next: null })),
    get: procedure
      .meta({ http: { method: "GET", path: ONE, summary: "Get a turn", perType: true, etag: true } })
      .input(z.object({ type: z.string(), turnId: z.uuid() }))
      .output(z.object({ turn }))
      .query(({ ctx, input }) => {
        if (ctx.conditional?.holds("v1")) throw new NotModified("v1");
        ctx.conditional?.name("v1");
        return { turn: made(input.type) };
      }),
    rotate: procedure
      .meta({
        http: {
          method: "POST",
          path: `${ONE}/rotate`,
          summary: "Rotate",
          description: "Waits for the end.",
          perType: true,
          respondAsync: "runId",
          requestKey: true,
        },
      })
      .input(
        z.object({
          type: z.string(),
          turnId: z.uuid(),
          wait: z.boolean().default(true),
          requestKey: z.string().optional(),
        }),
      )
      .output(z.object({ turn, runId: z.uuid().optional() }))
      .mutation(({ input }) => ({ turn: made(input.type), runId: "3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f" })),
    drop: procedure
      .meta({ http: { method: "DELETE", path: ONE, summary: "Delete a turn", perType: true } })
      .input(z.object({ turnId: z.uuid(), force: z.boolean().default(false) }))
      .output(z.object({ turn }))
      // Wrong on purpose: a field that the document does not promise cannot leave, so something is left out.
      .mutation(() => ({ turn: made("lamp-password") })),
  }),
  connections: router({
    create: procedure
      .meta({ http: { method: "POST", path: "/api/v1/apps/{app}", summary: "Connect", perApp: true } })
      .input(
        z.discriminatedUnion(
          "app",
          plugins.map(({ app, connection }) =>
            z.object({ app: z.literal(app), credentials: connection }),
          ) as never,
        ),
      )
      .output(
        z.object({ config: ofPlugin("config", fields), changed: ofPlugin("someOfCredentials", fields) }),
      )
      .mutation(() => ({ config: {}, changed: {} })),
  }),
  machineLogins: router({
    login: openProcedure
      .meta({ http: { method: "POST", path: "/api/v1/login", summary: "Log in <b>here</b>", form: true } })
      .input(z.object({ clientId: z.string(), clientSecret: z.string() }))
      .output(z.object({ accessToken: z.string() }))
      .mutation(() => ({ accessToken: "t" })),
    check: procedure
      .meta({ http: { method: "POST", path: "/api/v1/check", summary: "Check", empty: true } })
      .output(z.object({}))
      .mutation(() => ({})),
    table: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v1/table",
          summary: "Table",
          contentType: "text/csv; charset=utf-8",
        },
      })
      .output(z.string())
      .query(() => "a,b\n"),
  }),
});
