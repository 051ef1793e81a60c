import { isStoreError, StoreError } from "./errors.ts";

/** Runs a write; a constraint says only that something is taken, and people want to know what. */
export async function nameTaken<T>(name: () => string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const wanted = name();
    if (!isStoreError(error) || error.code !== "taken" || wanted === undefined) throw error;
    const { facts } = error;
    throw new StoreError("taken", `this ${facts.what} is taken: ${wanted}`, { ...facts, names: [wanted] });
  }
}
