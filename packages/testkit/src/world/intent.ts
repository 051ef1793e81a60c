import type { Credential } from "@turnbolt/core";
import type { Row } from "./memory-ledger.ts";
import { plainValues } from "./plain-cipher.ts";

/** A change that is about to leave for the target. */
export interface Leaving {
  readonly name: string;
  /** What is revoked, where that is known. */
  readonly handle?: string | undefined;
  /** The value that is issued, where it is ours. */
  readonly draft?: Credential | undefined;
}

/** Why a change that is about to happen at the target has no committed intent, or `null` when it has one. */
export function missingIntent({ work, removed }: Row, { name, handle, draft }: Leaving): string | null {
  if (removed) return null;
  const { versions, run } = work;
  if (name === "revoke") {
    const written = versions.some((version) => version.handle === handle && version.state === "revoking");
    return written ? null : `${handle} is revoked without a row that says so`;
  }
  if (!run) return "a credential is asked for without a run on disk";
  if (!draft) return null;
  // What ends a single-phase credential is a value that nobody keeps.
  if (run.kind === "revoke" && !versions.some(({ state }) => state === "active")) return null;
  const written = versions.some(({ sealed }) => sealed !== null && isSame(plainValues(sealed), draft.secret));
  return written ? null : `a value for ${draft.handle} is issued that is not on disk`;
}

function isSame(stored: Readonly<Record<string, unknown>>, sent: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(sent).every(([field, value]) => stored[field] === value);
}
