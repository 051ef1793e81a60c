import type * as z from "zod";
import type { StoredSecret } from "../store.ts";
import type { secret } from "./schema.ts";

export type SecretView = z.output<typeof secret>;

/** A secret as both doors show it; `null` hides its value. */
export const secretView = (row: StoredSecret, value: string | null): SecretView => ({
  id: row.id,
  _id: row.id,
  workspace: row.projectId,
  workspaceId: row.projectId,
  environment: row.environment,
  version: row.version,
  type: "shared",
  secretKey: row.name,
  secretValue: value ?? "",
  secretValueHidden: value === null,
  secretComment: row.comment,
  secretPath: row.path,
  // Its version is the credential's: what is read one by one can be matched by it.
  secretMetadata: row.rotationId === null ? [] : [{ key: "credentialVersion", value: String(row.version) }],
  tags: [],
  skipMultilineEncoding: row.skipMultilineEncoding,
  isRotatedSecret: row.rotationId !== null,
  rotationId: row.rotationId,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
