/** The clock that the kit drives; an emulator reads it for every delay and time stamp, so that no test sleeps. */
export interface KitClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One thing to rotate, made fresh for one history, with the oracle that says what is true about it. */
export interface Subject {
  readonly parameters: Record<string, unknown>;
  /** Logs in at the target through its protocol and never through the provider. Secret as in the provider's `secret` schema. */
  accepts(secret: Record<string, unknown>): Promise<boolean>;
  /** The handles that the target holds now, strangers included (fresh handles), or the accounts that exist (fixed), or one constant (single). */
  held(): Promise<readonly string[]>;
  /** Makes a credential that is not ours and gives its handle; absent where the target has no room for the idea. */
  plantStranger?(): Promise<string>;
  /** From now on a new credential logs in, and a change shows in `list`, only after so many milliseconds of the kit's clock. */
  lag?(by: { readonly loginMs: number; readonly listMs: number }): void;
}

/** A running target server or emulator. */
export interface Target {
  /** A connection with exactly the rights that the README asks for. */
  readonly connection: Record<string, unknown>;
  /** The same connection with a login that the target refuses. */
  readonly brokenConnection: Record<string, unknown>;
  /** The same connection to a port where nobody listens. */
  readonly closedConnection: Record<string, unknown>;
  subject(): Promise<Subject>;
  stop(): Promise<void>;
}

/** Starts the target; called once per suite. */
export type StartTarget = (clock: KitClock) => Promise<Target>;
