import type { RotationProvider } from "@turnbolt/core";
import { invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import { findRotation } from "../read.ts";
import type { Parts } from "../services.ts";
import type { StoredRotation } from "../store.ts";
import type { OneRotation } from "./schema-fields.ts";
import type { RotationView } from "./schema-rotation.ts";
import { rotationView } from "./view.ts";

/** The rotation, for somebody who may do this with it. */
export async function rotationFor(
  parts: Parts,
  { rotationId, type }: OneRotation,
  action: Action,
  actor: Actor,
): Promise<StoredRotation> {
  const found = await findRotation(parts, rotationId);
  assertMay(actor, action, "secret-rotations", found.rotation.projectId);
  assertType(found, type);
  return found;
}

export function assertType({ rotation }: StoredRotation, type: string | undefined): void {
  if (type === undefined || type === rotation.type) return;
  throw invalid(`Rotation ${rotation.id} is of type ${rotation.type}, not ${type}.`, "type");
}

/** The rotation as it is now. */
export const viewOf = async (parts: Parts, id: string): Promise<RotationView> =>
  rotationView(parts.engine, await findRotation(parts, id));

/** The plugin of a type, or `null` where it is not installed any more. */
export const pluginOf = ({ engine }: Parts, type: string): RotationProvider | null =>
  engine.registry.providers.find((provider) => provider.type === type) ?? null;
