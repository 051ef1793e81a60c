import type { Author } from "../store.ts";

/** The end of the audit's chain; `seal` in hexadecimal. */
export interface AuditHead {
  readonly sequence: number;
  readonly seal: string;
}

/** A walk along the chain that somebody asked for. */
export interface StoredVerification {
  readonly id: string;
  readonly requestedBy: string;
  readonly startedAt: Date;
  /** It was under way then. */
  readonly seenAt: Date;
  readonly endedAt: Date | null;
  readonly total: number;
  readonly seals: number;
  readonly rows: number;
  readonly broken: {
    readonly what:
      | "row-changed"
      | "row-removed"
      | "row-added"
      | "seal-changed"
      | "seal-removed"
      | "seal-moved"
      | "key-missing"
      | "cut-off"
      | "other-chain";
    readonly seal: number;
    readonly row: number | null;
    readonly message: string;
  } | null;
}

/** The chain of seals over the audit. */
export interface AuditSealStore {
  /** The newest seal, and what is behind it. */
  status(): Promise<{
    readonly head: (AuditHead & { readonly lastRow: number; readonly sealedAt: Date }) | null;
    readonly unsealed: { readonly count: number; readonly since: Date | null };
  }>;
  lastVerification(): Promise<StoredVerification | null>;
  verification(id: string): Promise<StoredVerification | null>;
  /** Begins to walk along the whole chain, which must go through the heads; `ended` fails where it could not go on. */
  beginVerification(
    author: Author,
    heads: readonly AuditHead[],
  ): Promise<{ readonly id: string; readonly ended: Promise<unknown> }>;
}
