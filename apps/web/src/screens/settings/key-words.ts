import type { client } from "../../app/trpc.ts";

export type KeyStatus = Awaited<ReturnType<typeof client.keys.status.query>>;
export type Rewrap = NonNullable<KeyStatus["keyRewrap"]>;

/** Whether data keys are being wrapped now. */
export const isUnderWay = (status: KeyStatus | undefined): boolean => status?.keyRewrap?.endedAt === null;

/** The keys that could take over: those that this process has beside the one that seals. */
export const otherKeys = ({ known, sealsWith }: KeyStatus): readonly string[] =>
  known.filter((id) => id !== sealsWith);

/** How far a re-wrap is, between 0 and 100; it is all there when there was nothing to do. */
export function percentOf({ done, total, endedAt }: Pick<Rewrap, "done" | "total" | "endedAt">): number {
  if (endedAt !== null) return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}

/** The same in words, also for those who listen. */
export function progressWords({ done, total, endedAt }: Pick<Rewrap, "done" | "total" | "endedAt">): string {
  if (endedAt !== null)
    return total === 1
      ? "The only data key is wrapped with it."
      : `All ${number(total)} data keys are wrapped with it.`;
  return `${number(Math.min(done, total))} of ${number(total)} data ${keys(total)} wrapped.`;
}

/** What a re-wrap does, before it begins. */
export const rewrapEffect = (from: string | null, to: string): string =>
  `The key ${to} seals everything new from now on, and wraps every data key in the background. No value is touched, and everything can be read meanwhile. Until it has ended every process needs both keys${from === null ? "" : `; backups from before go on needing ${from}`}.`;

const number = (count: number): string => count.toLocaleString("en");
const keys = (count: number): string => (count === 1 ? "key" : "keys");
