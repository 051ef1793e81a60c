import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { noSecret, readable } from "./read.ts";
import type { ListVersions } from "./schema.ts";

/** Who wrote which version when, the newest first; no values. */
export async function listVersions(parts: Pick<Parts, "store">, input: ListVersions, actor: Actor) {
  const { secretName: name, limit, cursor } = input;
  const at = { ...(await readable(parts, input, actor)), name };
  const secret = await parts.store.secrets.find(at);
  if (!secret) throw await noSecret(parts, at);
  const { items, next } = await parts.store.secrets.versions({ secretId: secret.id, limit, cursor });
  return {
    secretVersions: items.map(({ number, isKept, ...version }) => ({
      version: number,
      ...version,
      isCurrent: number === secret.version,
      isValueKept: isKept,
    })),
    nextCursor: next,
  };
}
