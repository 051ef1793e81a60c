import type { Author } from "../store.ts";

/** The place of a row in the order of the audit. */
export interface AuditPosition {
  readonly at: Date;
  readonly id: number;
}

/** A row of the audit. */
export interface StoredAuditLog extends AuditPosition {
  readonly kind: string;
  readonly message: string;
  /** Who; `null`: Turnbolt itself. */
  readonly actor: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly projectId: string | null;
  readonly rotationId: string | null;
  readonly connectionId: string | null;
  readonly secretId: string | null;
  readonly runId: string | null;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Which rows; what is not named does not matter. */
export interface AuditFilter {
  readonly projectId?: string | undefined;
  readonly rotationId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly secretId?: string | undefined;
  readonly actor?: string | undefined;
  /** A kind, or the noun that kinds begin with. */
  readonly kind?: string | undefined;
  readonly from?: Date | undefined;
  /** Not itself. */
  readonly until?: Date | undefined;
}

/** That somebody reads the audit, and which rows. */
export interface AuditReading {
  readonly kind: "audit.read" | "audit.exported";
  readonly message: string;
  readonly projectId: string | null;
  readonly data: Readonly<Record<string, string>>;
}

/** The audit for readers, each of whom has a row of their own in it before they get the first one. */
export interface AuditLogStore {
  /** Writes down, durably, that somebody reads; what was there before that is theirs to read. */
  begin(reading: AuditReading, author: Author): Promise<AuditPosition>;
  /** Where a reading began; `null`: nobody began it, or somebody else, or of other rows. */
  begun(id: number, reading: AuditReading, author: Author): Promise<AuditPosition | null>;
  /** The rows before a position, the newest first; a page may be short, or empty, and have a next one. */
  before(
    position: AuditPosition,
    filter: AuditFilter,
    limit: number,
  ): Promise<{ readonly items: readonly StoredAuditLog[]; readonly next: AuditPosition | null }>;
}
