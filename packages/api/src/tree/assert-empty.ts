import { ApiError } from "../errors.ts";

/** Refuses to remove what carries rotations, and names them. */
export function assertEmpty(what: string, rotations: readonly string[]): void {
  if (rotations.length === 0) return;
  const shown = rotations.slice(0, 10).map((name) => `"${name}"`);
  const more = rotations.length > shown.length ? ` and ${rotations.length - shown.length} more` : "";
  throw new ApiError(
    "invalid",
    `The ${what} carries rotations: ${shown.join(", ")}${more}. Delete or forget them first.`,
  );
}
