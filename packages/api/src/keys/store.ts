import type { Author } from "../store.ts";

/** One time that the data keys get wrapped with another key. */
export interface KeyRewrap {
  readonly id: string;
  /** The key that seals from its start on. */
  readonly keyId: string;
  readonly requestedBy: string;
  /** How many data keys there were to wrap, and how many are. */
  readonly total: number;
  readonly done: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Why it does not go on. */
  readonly problem: string | null;
}

/** Keys by their ids, which are no secrets; a key itself is nowhere here. */
export interface KeyStore {
  /** Those that this process has. */
  readonly known: readonly string[];
  /** The key that seals, and the last re-wrap. */
  status(): Promise<{ readonly sealsWith: string | null; readonly rewrap: KeyRewrap | null }>;
  /**
   * Makes this key the one that seals; gives the re-wrap that is under way, for whichever key. While processes work
   * here that lack the key, nothing is begun.
   */
  begin(
    keyId: string,
    author: Author,
  ): Promise<{ readonly rewrap: KeyRewrap | null; readonly lacking: number }>;
  /** There is a re-wrap to go on with. */
  wake(): void;
}
