import {
  connectionBinding,
  type Fields,
  type RotationProvider,
  type Sealed,
  sensitiveFields,
} from "@turnbolt/core";
import type { Parts } from "../services.ts";

/** A connection's fields as they are stored: the sensitive ones sealed for this version of it. */
export async function sealFields(
  { engine }: Pick<Parts, "engine">,
  provider: RotationProvider,
  row: { readonly id: string; readonly projectId: string | null; readonly version: number },
  fields: Fields,
): Promise<{ readonly config: Fields; readonly sealed: Readonly<Record<string, Sealed>> }> {
  const sensitive = sensitiveFields(provider.connection);
  const config: Record<string, unknown> = {};
  const sealed: Record<string, Sealed> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (!sensitive.has(field)) {
      config[field] = value;
      continue;
    }
    const binding = connectionBinding({ ...row, app: provider.app }, row.version, field);
    sealed[field] = await engine.cipher.seal(binding, JSON.stringify(value));
  }
  return { config, sealed };
}
