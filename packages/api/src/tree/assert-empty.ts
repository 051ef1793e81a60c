import { ApiError } from "../errors.ts";

/** Refuses to remove what carries rotations, and names them. */
export function assertEmpty(what: string, rotations: readonly string[]): void {
  if (rotations.length === 0) return;
  throw new ApiError(
    "invalid",
    `The ${what} carries rotations: ${inTheWay(rotations)}. Delete them first, or say what becomes of them: rotations=revoke or rotations=forget.`,
  );
}

/** The names, or as many of them as anybody reads. */
export function inTheWay(rotations: readonly string[]): string {
  const shown = rotations.slice(0, 10).map((name) => `"${name}"`);
  const more = rotations.length > shown.length ? ` and ${rotations.length - shown.length} more` : "";
  return `${shown.join(", ")}${more}`;
}
