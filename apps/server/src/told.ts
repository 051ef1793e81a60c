import { ApiError } from "@turnbolt/api";
import { isStoreError, type StoreError, type Taken } from "@turnbolt/store";

/** Which field of the input names what may be taken; `name` where nothing is said. */
type Fields = { readonly [What in Taken | "name"]?: string };

/** What the database refuses for a reason that a person can do something about. */
export async function told<T>(work: () => Promise<T>, fields: Fields = OF_ROTATIONS): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStoreError(error) ? (refusal(error, fields) ?? error) : error;
  }
}

function refusal({ code, facts, message }: StoreError, fields: Fields): ApiError | null {
  if (code === "not-found") return new ApiError("not-found", `${capital(message)}.`);
  if (code !== "taken") return null;
  if (facts.what === "run") return new ApiError("conflict", "A run is under way.");
  const what = facts.what?.replace("-", " ") ?? "name";
  const names = facts.names?.join(", ");
  return new ApiError("invalid", names ? `Taken: ${what} ${names}.` : `This ${what} is taken.`, {
    issues: [{ path: [fields[facts.what ?? "name"] ?? "name"], message: "taken" }],
  });
}

const OF_ROTATIONS: Fields = { "secret-name": "secretsMapping", subject: "parameters" };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
