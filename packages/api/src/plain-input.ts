import { TRPCError } from "@trpc/server";
import * as z from "zod";

/** Deeper than any input of ours, and far from where a stack ends. */
const DEEPEST = 32;

/**
 * Refuses what no schema looks for and no database takes: texts with a NUL or with half a character, and values nested
 * without end.
 */
export function assertPlain(input: unknown): void {
  const open: { readonly value: unknown; readonly path: readonly PropertyKey[] }[] = [
    { value: input, path: [] },
  ];
  for (let one = open.pop(); one; one = open.pop()) {
    const { value, path } = one;
    if (typeof value === "string") {
      if (value.includes("\0")) refuse(path, "A text cannot hold the character NUL.");
      if (!value.isWellFormed()) refuse(path, "The text holds half of a character.");
    }
    if (typeof value !== "object" || value === null) continue;
    if (path.length >= DEEPEST) refuse(path, `Nothing of an input is nested deeper than ${DEEPEST}.`);
    for (const [name, inner] of Object.entries(value)) {
      const key = Array.isArray(value) ? Number(name) : name;
      open.push({ value: inner, path: [...path, key] });
      if (typeof key === "string" && (key.includes("\0") || !key.isWellFormed()))
        refuse(path, "A name is not well formed.");
    }
  }
}

function refuse(path: readonly PropertyKey[], message: string): never {
  const cause = new z.ZodRealError([{ code: "custom", path: [...path], message, input: undefined }]);
  throw new TRPCError({ code: "BAD_REQUEST", message: "The input is not valid.", cause });
}
