import { defineProvider, type RotationProvider, sensitiveFields } from "@turnbolt/core";
import type { Points } from "./points.ts";

const VERBS = ["connect", "list", "issue", "verify", "revoke"] as const;

/** The same provider, announcing the moment before and after each of its verbs. */
export function watchProvider(provider: RotationProvider, points: Points): RotationProvider {
  const members: Record<string, unknown> = { ...provider };
  for (const verb of VERBS) {
    const member = members[verb];
    if (typeof member !== "function") continue;
    members[verb] = async (...given: readonly unknown[]) => {
      points.at(`${verb} before`, verb === "issue" ? valuesIn(provider, given[0]) : undefined);
      try {
        return await member(...given);
      } finally {
        points.at(`${verb} after`);
      }
    };
  }
  // Each member was replaced by one with the same signature.
  return defineProvider(members as unknown as RotationProvider);
}

/** The draft's values: nothing but the draft leaves with an issue. */
function valuesIn(provider: RotationProvider, call: unknown): readonly string[] {
  const draft = fieldOf(fieldOf(call, "draft"), "secret");
  return [...sensitiveFields(provider.secret)].flatMap((field) => {
    const value = fieldOf(draft, field);
    return typeof value === "string" ? [value] : [];
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
