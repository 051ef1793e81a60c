import { defineProvider, type RotationProvider } from "@turnbolt/core";

/** What a provider declares about its target beside its corner: how late it is, how much it holds, what it forgives. */
export interface Declared {
  readonly propagation?: RotationProvider["propagation"];
  readonly lifeMs?: number;
  readonly lockout?: { readonly attempts: number; readonly windowMs: number };
  readonly capacity?: number;
  readonly keepsLast?: true;
}

const FACTS = ["propagation", "lifeMs", "lockout", "capacity", "keepsLast"] as const;

/** The facts that a provider declares; those that it leaves out are absent. */
export function factsOf(provider: RotationProvider): Declared {
  const declared = new Map<string, unknown>(Object.entries(provider));
  const said = FACTS.flatMap((fact) => (declared.get(fact) ? [[fact, declared.get(fact)] as const] : []));
  // Of the types that the provider's own members of these names have.
  return Object.fromEntries(said) as Declared;
}

/** The same provider with these facts and no others. */
export function withFacts(provider: RotationProvider, facts: Declared): RotationProvider {
  const members = Object.entries(provider).filter(([name]) => !FACTS.some((fact) => fact === name));
  // Only facts are replaced, by facts of the same types.
  return defineProvider({ ...Object.fromEntries(members), ...facts } as RotationProvider);
}
