import { type Binding, bindingOf } from "@turnbolt/core";
import type { Parts } from "../services.ts";
import type { SealedSecret, StoredSecret } from "../store.ts";

type Engine = Pick<Parts, "engine">;
type Bound = Pick<StoredSecret, "id" | "projectId" | "version">;

/** Seals a secret's own value: it opens as this version of this secret and as nothing else. */
export const sealValue = ({ engine }: Engine, secret: Bound, value: string): Promise<Uint8Array> =>
  engine.cipher.seal(ownBinding(secret), value);

/** The value of a secret: its own, or the field of a credential. */
export async function openValue({ engine }: Engine, secret: SealedSecret): Promise<string> {
  const { credential, sealed, projectId, version } = secret;
  if (!credential) return await engine.cipher.open(ownBinding(secret), sealed);
  const { rotationId, subjects, field } = credential;
  const opened = await engine.cipher.open(
    bindingOf({ projectId, id: rotationId, subjects }, version, field),
    sealed,
  );
  const value: unknown = JSON.parse(opened);
  return typeof value === "string" ? value : opened;
}

const ownBinding = ({ id, projectId, version }: Bound): Binding => ({
  projectId,
  ownerId: id,
  version,
  field: "value",
  subject: "",
});
