/** Notes when tokens were last used, beside the requests that used them. */
export interface LastUses {
  /** Never throws and never waits. */
  note(tokenId: string): void;
  /** Waits until what was noted is written. */
  settled(): Promise<void>;
}

export interface LastUseParts {
  readonly write: (tokenId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** One write for a token at a time: the others of the same minute would change nothing. */
export function lastUses({ write, onError }: LastUseParts): LastUses {
  const writing = new Map<string, Promise<void>>();
  return {
    note: (tokenId) => {
      if (writing.has(tokenId)) return;
      const written = write(tokenId)
        .catch(onError)
        .finally(() => writing.delete(tokenId));
      writing.set(tokenId, written);
    },
    settled: async () => {
      await Promise.all(writing.values());
    },
  };
}
