/** The clock that the kit drives; an emulator reads it for every delay and time stamp, so that no test sleeps. */
export interface KitClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One thing that became true at the target, as the target itself wrote it down. */
export interface TargetChange {
  /** By the kit's clock. */
  readonly at: number;
  /** `planted`: made by somebody who is not us. */
  readonly what: "issued" | "revoked" | "planted";
  readonly handle: string;
}

/** One thing to rotate, made fresh for one history, with the oracle that says what is true about it. */
export interface Subject {
  readonly parameters: Record<string, unknown>;
  /** Where the rotated account is the connection's own, the connection for this subject; else the target's serves. */
  readonly connection?: Record<string, unknown>;
  /** A credential that works before anything was rotated, for `current` at create; absent where there is none. */
  readonly current?: { readonly handle: string; readonly secret: Record<string, unknown> };
  /** Logs in at the target through its protocol and never through the provider. Secret as in the provider's `secret` schema. */
  accepts(secret: Record<string, unknown>): Promise<boolean>;
  /** The handles that the target holds now, strangers included (fresh handles), or the accounts that exist (fixed), or one constant (single). */
  held(): Promise<readonly string[]>;
  /** Makes a credential that is not ours and gives its handle; absent where the target has no room for the idea. */
  plantStranger?(): Promise<string>;
  /** Takes a stranger away again, as its owner would. */
  removeStranger?(handle: string): Promise<void>;
  /** From now on a new credential logs in, and a change shows in `list`, only after so many milliseconds of the kit's clock. */
  lag?(by: { readonly loginMs: number; readonly listMs: number }): void;
  /** Everything that was changed so far, in order; absent where the target cannot tell. */
  changes?(): readonly TargetChange[];
  /** When logins failed, where the target counts them. */
  failedLogins?(): readonly number[];
}

/** A credential that is nobody's business but its owner's. */
export interface Bystander {
  readonly name: string;
  /** It still logs in, and nothing was added to it or taken away. */
  isUntouched(): Promise<boolean>;
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
  /** How the requests look on the wire that make the change of an issue and of a revoke, so that they can be caught on their way. */
  readonly requests?: { readonly issue: RegExp; readonly revoke?: RegExp };
  /** Somebody else's credential beside ours; a subject that is left alone serves where this is absent. */
  bystander?(): Promise<Bystander>;
  /** Every secret value that the target itself has made; absent where it makes none. */
  values?(): readonly string[];
  /** An in-memory target answers requests itself; absent where real ones go out. */
  fetch?(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** Starts the target; called once per suite. */
export type StartTarget = (clock: KitClock) => Promise<Target>;
