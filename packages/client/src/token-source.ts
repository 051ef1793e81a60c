/** Where tokens come from. */
export interface TokenSource {
  /** A token that works now. */
  token(): Promise<string>;
  /** The server refused this one: do not give it again. */
  refused(token: string): void;
}

/** A token that never changes. */
export const fixedToken = (token: string): TokenSource => ({ token: async () => token, refused: () => {} });
