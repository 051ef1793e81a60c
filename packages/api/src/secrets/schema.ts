import * as z from "zod";
import { instant, nextCursor, paging } from "../shapes.ts";
import { folderPath, inProject, prose, secretName, slug } from "../tree/names.ts";

const at = {
  ...inProject,
  environment: slug.meta({ description: "Slug of the environment" }),
  secretPath: folderPath.default("/").meta({ description: "The folder" }),
};

const viewSecretValue = z.boolean().default(true).meta({ description: "false: names without values" });

/** Taken from older clients, and without a meaning here. */
const noted = {
  expandSecretReferences: z
    .boolean()
    .optional()
    .meta({ description: "Values are given as they are kept: there are no references" }),
  include_imports: z.boolean().optional().meta({ description: "There are no imports" }),
  includeImports: z.boolean().optional().meta({ description: "The same as include_imports" }),
  type: z.literal("shared").optional(),
};

export const listSecrets = z.object({
  ...at,
  ...noted,
  viewSecretValue,
  recursive: z.boolean().default(false).meta({ description: "The folders below, too" }),
  ...paging,
  tagSlugs: z.string().max(1024).optional().meta({ description: "No secret has tags: any tag finds none" }),
});
export type ListSecrets = z.output<typeof listSecrets>;

const version = z.int().min(1).max(2_147_483_647);

export const oneSecret = z.object({
  ...at,
  ...noted,
  secretName,
  viewSecretValue,
  version: version.optional().meta({ description: "An earlier version, as long as its value is kept" }),
});
export type OneSecret = z.output<typeof oneSecret>;

const secretValue = z
  .string()
  .max(500_000)
  .regex(/^[^\p{Cs}]*$/u, "no half characters");
const secretComment = prose(4096);

const written = { ...at, secretName, type: noted.type };
export const createSecret = z.object({
  ...written,
  secretValue,
  secretComment: secretComment.default(""),
  skipMultilineEncoding: z.boolean().nullable().optional(),
});
export type CreateSecret = z.output<typeof createSecret>;

export const updateSecret = z.object({
  ...written,
  newSecretName: secretName.optional(),
  secretValue: secretValue.optional().meta({ description: "Makes a new version" }),
  secretComment: secretComment.optional(),
  skipMultilineEncoding: z.boolean().nullable().optional(),
});
export type UpdateSecret = z.output<typeof updateSecret>;

export const removeSecret = z.object(written);
export type RemoveSecret = z.output<typeof removeSecret>;

export const listVersions = z.object({
  ...at,
  secretName,
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(16).optional().meta({ description: "`nextCursor` of the page before" }),
});
export type ListVersions = z.output<typeof listVersions>;

export const secret = z.object({
  id: z.uuid(),
  _id: z.uuid(),
  workspace: z.uuid(),
  workspaceId: z.uuid(),
  environment: z.string(),
  version: z.int(),
  type: z.literal("shared"),
  secretKey: z.string(),
  secretValue: z.string().meta({ description: "Empty when it is hidden" }),
  secretValueHidden: z.boolean(),
  secretComment: z.string(),
  secretPath: z.string(),
  secretMetadata: z.array(z.object({ key: z.string(), value: z.string() })).meta({
    description: "Of a rotated secret: `credentialVersion`, the same for all secrets of a credential",
  }),
  tags: z.array(z.string()).max(0),
  skipMultilineEncoding: z.boolean().nullable(),
  isRotatedSecret: z.boolean(),
  rotationId: z.uuid().nullable(),
  createdAt: instant,
  updatedAt: instant,
});

export const secretsAnswer = z.object({
  secrets: z.array(secret),
  imports: z.array(z.string()).max(0),
  nextCursor,
});
export const secretAnswer = z.object({ secret });

export const secretVersion = z.object({
  version: z.int(),
  createdAt: instant,
  createdBy: z.string().nullable().meta({ description: "Who wrote it by hand; null: a run did" }),
  runId: z.uuid().nullable(),
  rotationId: z.uuid().nullable().meta({ description: "The rotation whose credential it shows" }),
  isCurrent: z.boolean(),
  isValueKept: z.boolean().meta({ description: "Values of ended credentials are erased after a while" }),
});
export const versionsAnswer = z.object({ secretVersions: z.array(secretVersion), nextCursor });
