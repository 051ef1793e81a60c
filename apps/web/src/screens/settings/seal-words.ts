import type { client } from "../../app/trpc.ts";

export type Seals = Awaited<ReturnType<typeof client.audit.seals.query>>;
export type Verification = NonNullable<Seals["lastVerification"]>;
type Broken = NonNullable<Verification["broken"]>;

/** From here on the server does not count what is not sealed yet. */
const UNCOUNTED = 10_000;

/** What came of looking, in a sentence. */
export function outcomeWords({ state, seals, total, auditLogs, broken }: Verification): string {
  const right = `${count(auditLogs, "row")} in ${count(seals, "seal")}`;
  switch (state) {
    case "whole":
      return seals === 0
        ? "Nothing is sealed yet, so that there was nothing to look at."
        : `The audit is whole: ${right} ${auditLogs === 1 ? "is" : "are"} right.`;
    case "broken":
      return `The audit is broken: ${(broken?.message ?? "something was changed").replace(/\.?$/, ".")}`;
    case "running":
      return `Looking: ${seals.toLocaleString("en")} of ${count(total, "seal")} so far.`;
    case "abandoned":
      return `It was not looked at to the end: whoever looked has stopped after ${right}.`;
  }
}

/** How far the chain is right, where it is not to its end. */
export const rightUntil = ({ seals, auditLogs }: Pick<Verification, "seals" | "auditLogs">): string =>
  seals === 0
    ? "Nothing before it was found right."
    : `Right up to seal ${seals.toLocaleString("en")}, ${count(auditLogs, "row")}. What comes behind the first broken place was not looked at.`;

/** What to do about a broken place. */
export function nextStep(what: Broken["what"]): string {
  if (what === "cut-off" || what === "other-chain")
    return "A restored backup looks the same: what came after it is gone. If none was restored, somebody cut the end off: compare with an export or a backup, and change the passwords of the database.";
  if (what === "key-missing")
    return "The data key of this seal is gone from the database, and without it nothing behind can be looked at. Look for it in a backup.";
  return "Somebody with access to the database has been at it. Keep a copy as it is, compare the place with an export or a backup, and change the passwords of the database.";
}

/** How much of the audit can still be changed unseen. */
export function unsealedWords({ count: rows }: Seals["unsealed"]): string {
  if (rows === 0) return "none";
  return rows >= UNCOUNTED ? `${UNCOUNTED.toLocaleString("en")} rows or more` : count(rows, "row");
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
