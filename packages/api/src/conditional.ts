/**
 * What a client holds of an answer already. A procedure with `meta.http.etag` names its answer by what it is made of,
 * so that one which the client holds is not made again; at a door without such a thing there is none.
 */
export interface Conditional {
  /** Whether the client says that it holds an answer at all. */
  readonly isAsked: boolean;
  /** Whether it holds the one with this name. */
  holds(tag: string): boolean;
  /** Names the answer that is given. */
  name(tag: string): void;
}

/** The client holds the answer: there is nothing to give. */
export class NotModified extends Error {
  readonly tag: string;

  constructor(tag: string) {
    super("The client holds this answer.");
    this.name = "NotModified";
    this.tag = tag;
  }
}
