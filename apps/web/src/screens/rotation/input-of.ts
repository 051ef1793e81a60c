import type { CreateInput } from "../new-rotation/create-input.ts";
import type { Rotation, State } from "./rotation.ts";

type Configured = Pick<
  Rotation,
  | "type"
  | "name"
  | "description"
  | "projectId"
  | "environment"
  | "folder"
  | "connectionId"
  | "isAutoRotationEnabled"
  | "parameters"
  | "secretsMapping"
>;

/** The request that makes a rotation like this one; never a value. */
export const inputOf = (
  rotation: Configured,
  { schedule, overlap }: Pick<State, "schedule" | "overlap">,
): CreateInput => ({
  type: rotation.type,
  name: rotation.name,
  ...(rotation.description && { description: rotation.description }),
  projectId: rotation.projectId,
  environment: rotation.environment.slug,
  secretPath: rotation.folder.path,
  connectionId: rotation.connectionId,
  isAutoRotationEnabled: rotation.isAutoRotationEnabled,
  schedule,
  ...(overlap !== "until-next" && { overlap }),
  parameters: rotation.parameters,
  secretsMapping: rotation.secretsMapping,
});
