import type { Cipher } from "../ports.ts";
import type { RotationProvider } from "../provider.ts";
import { sensitiveFields } from "../sensitive.ts";
import { connectionBinding } from "./job.ts";
import type { Connection, Fields, Sealed } from "./model.ts";

/** A connection's fields as they are stored: the sensitive ones sealed for this version of it. */
export async function sealConnection(
  { cipher }: { readonly cipher: Cipher },
  provider: RotationProvider,
  row: Pick<Connection, "id" | "projectId" | "version">,
  fields: Fields,
): Promise<Pick<Connection, "config" | "sealed">> {
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
    sealed[field] = await cipher.seal(binding, JSON.stringify(value));
  }
  return { config, sealed };
}
