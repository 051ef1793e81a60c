import type { Row } from "./memory-ledger.ts";

/** Why a change that is about to happen at the target has no committed intent, or `null` when it has one. */
export function missingIntent({ work, removed }: Row, name: string, handle: string | null): string | null {
  // A late duplicate may land on a rotation that has gone meanwhile.
  if (removed) return null;
  const { versions, rotation } = work;
  if (name === "revoke") {
    const written = versions.some((version) => version.handle === handle && version.state === "revoking");
    return written || isGone(work, handle) ? null : `${handle} is revoked without a row that says so`;
  }
  if (handle !== null) {
    const written = versions.some((version) => version.handle === handle && version.sealed !== null);
    return written ||
      isGone(work, handle) ||
      versions.some(({ state }) => state === "revoking") ||
      rotation.revokeAsked
      ? null
      : `${handle} is issued without a draft on disk`;
  }
  return work.run ? null : "a credential is asked for without a run on disk";
}

/** A call of an earlier intent that lands late. */
const isGone = ({ versions }: Row["work"], handle: string | null): boolean =>
  !versions.some((version) => version.handle === handle);
