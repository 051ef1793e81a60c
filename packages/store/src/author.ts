/** Who made a change, and from where; where there is none, it was Turnbolt itself. */
export interface Author {
  /** A name for ever, as `user:…` or `machine:…`; no e-mail address, which may change hands. */
  readonly id: string;
  /** The network address that the request came from. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** The columns of the audit that tell of an author. */
export const authorColumns = (author: Author | null) => ({
  actor: author?.id ?? null,
  address: author?.address ?? null,
  request_id: author?.requestId ?? null,
});
