import type { Conditional } from "../conditional.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { listSecrets, readSecret } from "./read.ts";
import type {
  CreateSecret,
  ListSecrets,
  ListVersions,
  OneSecret,
  RemoveSecret,
  UpdateSecret,
} from "./schema.ts";
import { listVersions } from "./versions.ts";
import { createSecret, removeSecret, updateSecret } from "./write.ts";

export type SecretService = ReturnType<typeof secretService>;

export const secretService = (parts: Pick<Parts, "store" | "engine">) => ({
  list: (input: ListSecrets, actor: Actor, conditional?: Conditional) =>
    listSecrets(parts, input, actor, conditional),
  read: (input: OneSecret, actor: Actor, conditional?: Conditional) =>
    readSecret(parts, input, actor, conditional),
  versions: (input: ListVersions, actor: Actor) => listVersions(parts, input, actor),
  create: (input: CreateSecret, actor: Actor) => createSecret(parts, input, actor),
  update: (input: UpdateSecret, actor: Actor) => updateSecret(parts, input, actor),
  remove: (input: RemoveSecret, actor: Actor) => removeSecret(parts, input, actor),
});
