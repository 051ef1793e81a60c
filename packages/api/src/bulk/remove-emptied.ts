import { ApiError } from "../errors.ts";
import type { Parts } from "../services.ts";
import type { Author } from "../store.ts";
import { inTheWay } from "../tree/assert-empty.ts";
import type { Emptied } from "./store.ts";

/** Removes what jobs have emptied: this one, or all of them. */
export async function removeEmptied({ store }: Pick<Parts, "store">, jobId: string | null): Promise<void> {
  for (const { id, removes, author } of await store.bulk.emptied(jobId)) {
    if (!removes) continue;
    const names = await removeNow({ store }, removes, author).catch((error: unknown) => {
      // Somebody else has removed it, or whoever did this before was cut off.
      if (error instanceof ApiError && error.code === "not-found") return [];
      throw error;
    });
    await store.bulk.close(id, names.length > 0 ? `It carries rotations again: ${inTheWay(names)}.` : null);
  }
}

/** Removes it when it carries no rotations, and gives the names of those that it does. */
export function removeNow(
  { store }: Pick<Parts, "store">,
  { kind, id, projectId }: Emptied,
  author: Author,
): Promise<readonly string[]> {
  if (kind === "folder") return store.folders.remove(id, author);
  if (kind === "environment") return store.environments.remove({ id, projectId }, author);
  return store.projects.remove(id, author);
}
