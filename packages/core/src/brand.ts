const PROVIDER = Symbol.for("turnbolt.provider");

/** The level of the contract in `provider.ts`; raised when a plugin of the old level would misbehave. */
export const API_LEVEL = 1;

/** Marks a provider with the API level it was made for. */
export function brandProvider<T extends object>(provider: T): T {
  return Object.defineProperty(provider, PROVIDER, { value: { apiLevel: API_LEVEL }, enumerable: false });
}

/** The API level a value was made for, or `null` when it is no provider. Works across copies of this package. */
export function apiLevelOf(value: unknown): number | null {
  if (typeof value !== "object" || value === null || !(PROVIDER in value)) return null;
  const mark: unknown = value[PROVIDER];
  return typeof mark === "object" && mark !== null && "apiLevel" in mark && typeof mark.apiLevel === "number"
    ? mark.apiLevel
    : null;
}
