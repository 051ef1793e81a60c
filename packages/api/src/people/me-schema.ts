import * as z from "zod";
import { instant } from "../shapes.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./password-rules.ts";
import { role } from "./schema.ts";

const words = z.union([z.string(), z.array(z.string())]);
/** As @casl/ability takes them, so that a dashboard offers what will be allowed. */
const rules = z.array(
  z.object({ action: words, subject: words.optional(), inverted: z.boolean().optional() }),
);

export const me = z.object({
  id: z.string().meta({ description: "As the audit has it", examples: ["user:0a6fd1f0-…"] }),
  kind: z.enum(["root", "person", "machine"]),
  name: z.string(),
  email: z.string().nullable(),
  isAdmin: z.boolean(),
  hasPassword: z.boolean(),
  rules: rules.meta({ description: "What you may do in the whole installation, and in every project" }),
  projects: z
    .array(z.object({ projectId: z.uuid(), slug: z.string(), name: z.string(), role, rules }))
    .meta({ description: "Where you have a role of your own" }),
});

export const session = z.object({
  id: z.uuid(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
  createdAt: instant,
  expiresAt: instant,
});
export const sessionsAnswer = z.object({ sessions: z.array(session) });
export const sessionById = z.object({ sessionId: z.uuid() });
export const endSessions = z.object({
  keepCurrent: z.boolean().default(false).meta({ description: "Ends all but the one that asks" }),
});
export const rename = z.object({ name: z.string().trim().min(1).max(128) });
export const changePassword = z.object({
  currentPassword: z.string().min(1).max(LONGEST_PASSWORD),
  newPassword: z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD),
});
export type ChangePassword = z.output<typeof changePassword>;
