import type { Schedule } from "../schedule/index.ts";

/** Ciphertext with its header; the only form in which a secret value leaves the cipher. */
export type Sealed = Uint8Array;

/** Fields by name, such as a connection's or a rotation's parameters. */
export type Fields = Readonly<Record<string, unknown>>;

export type RunKind = "create" | "rotate" | "retire" | "revoke" | "reconcile";
export type RunState =
  | "queued"
  | "checking"
  | "retiring"
  | "issuing"
  | "issued"
  | "verified"
  | "revoking"
  | "done"
  | "failed"
  | "cancelled";
export type Trigger = "manual" | "schedule" | "recovery";

/** One step of a run as people see it. Attempts count the calls of one step within one run. */
export interface Step {
  readonly name: "retire" | "list" | "issue" | "read" | "verify" | "promote" | "revoke";
  readonly attempt: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome: "ok" | "refused" | "failed" | "unknown" | "waiting";
  /** Plain words, never a secret. */
  readonly message: string | null;
}

export interface Run {
  readonly id: string;
  readonly rotationId: string;
  readonly kind: RunKind;
  readonly trigger: Trigger;
  readonly requestedBy: string | null;
  readonly state: RunState;
  readonly label: string;
  /** The person asked to retire a superseded credential before its overlap is over. */
  readonly force: boolean;
  /** `create` with `current`: the draft is proven and adopted, never issued. */
  readonly adopts: boolean;
  /** The connection version and the parameters this run works with. */
  readonly parameters: Fields;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** When `issue` was answered; the propagation clock starts here. */
  readonly issuedAt: Date | null;
  /** The number of the draft in hand, 1 to 3. */
  readonly draftAttempt: number;
  /** Tries in a row without a definite answer: they lengthen the pauses and never end a run. */
  readonly tries: number;
  /** True once a call of the draft in hand may have changed something without saying so. */
  readonly unanswered: boolean;
  /** Why the run will be `failed` once what it left at the target is gone. */
  readonly failure: string | null;
  readonly message: string | null;
  readonly alertedAt: Date | null;
  readonly steps: readonly Step[];
}

export type VersionState =
  | "draft"
  | "active"
  | "superseded"
  /** Written before the first revoke call, and final: never verified, adopted or promoted again. */
  | "revoking"
  | "revoked"
  /** A draft that the target never accepted. */
  | "rejected"
  /** Ended by the issue of a newer version on the same handle. */
  | "overwritten"
  /** Left at the target on purpose, its value kept by nobody. */
  | "abandoned";

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly handle: string;
  /**
   * Dual-phase: at most one live row (draft or active) of the rotation has this handle; a unique index says so.
   * Single-phase: the draft bears the handle of what it replaces.
   */
  readonly exclusive: boolean;
  readonly state: VersionState;
  readonly runId: string;
  /** One sealed value per field of the provider's `secret`; `null` for an orphan or an erased value. */
  readonly sealed: Readonly<Record<string, Sealed>> | null;
  /** The raw answer of a granted issue, until it has been read. */
  readonly answer: Sealed | null;
  readonly neededUntil: Date | null;
  readonly createdAt: Date;
  readonly promotedAt: Date | null;
  /** Superseded only: when the overlap is over; `null` = the next run frees the slot. */
  readonly retireAt: Date | null;
  readonly endedAt: Date | null;
}

/** Why a rotation stopped until a person decides. */
export interface Attention {
  readonly code:
    | "answer-unreadable"
    | "credential-unknown"
    | "active-refused"
    | "no-room"
    | "old-credential-dead"
    | "failed-repeatedly"
    | "revoke-refused"
    | "row-unusable";
  readonly message: string;
  /** The handles the person is asked about. */
  readonly handles: readonly string[];
  /** The decisions that make sense; empty when `release` needs none. */
  readonly decisions: readonly Decision[];
  readonly since: Date;
}

export type Decision = "retry" | "keep-old" | "take-new" | "not-ours";

/** An unlabelled granted creation whose outcome is not known yet. */
export interface Opening {
  readonly runId: string;
  readonly baseline: readonly string[];
  readonly openedAt: Date;
  /** The last instant at which the creation may still land. */
  readonly landsBy: Date;
  /** Lists taken after everything had to be visible, and still without the creation. */
  readonly emptyLists: number;
}

/** A rotation: what people configured, and the moving parts that decide what is due. */
export interface Rotation {
  readonly id: string;
  readonly projectId: string;
  readonly type: string;
  readonly name: string;
  readonly connectionId: string;
  readonly parameters: Fields;
  readonly subjects: readonly string[];
  readonly schedule: Schedule;
  readonly auto: boolean;
  /** `null` = until the next run. */
  readonly overlapMs: number | null;
  readonly strangers: "keep" | "replace";
  readonly verifyTimeoutMs: number | null;
  /** Whether a refused login was seen at the target; where it was not, a login proves nothing. */
  readonly loginProves: boolean;
  /** One of its accounts is the login of its own connection: its runs have the connection to themselves. */
  readonly ownAccount: boolean;
  readonly createdAt: Date;

  readonly fence: number;
  /** Goes up with every edit by a person; a promote that read an older one reads again. */
  readonly revision: number;
  readonly leaseUntil: Date | null;
  readonly lastNumber: number;
  readonly lastRotatedAt: Date | null;
  readonly lastManual: boolean;
  /** When the last try failed that no success has followed. */
  readonly lastFailedAt: Date | null;
  readonly nextAt: Date | null;
  /** When the run in hand, or a postponed look, goes on. */
  readonly wakeAt: Date | null;
  /** The next daily verify of the active credential. */
  readonly checkAt: Date | null;
  /**
   * Until then an unanswered call may still land: no new value is chosen. While the rotation is leased, a call
   * may land until the lease's end plus the provider's `lifeMs` as well.
   */
  readonly quietAt: Date | null;
  /** Labels of runs with a call that was never answered, until a settling look has been taken. */
  readonly unsettled: readonly string[];
  /** Handles that ended lately: a list that lags may still show them. */
  readonly endedHandles: readonly string[];
  readonly failures: number;
  /** The connection is broken. */
  readonly heldAt: Date | null;
  readonly attention: Attention | null;
  readonly opening: Opening | null;
  /** Logins that may have failed, written before they were sent (only where the target locks out). */
  readonly probes: readonly Date[];
  /** The database is older than this installation remembers: verify before anything is changed. */
  readonly mustVerify: boolean;
  /** Asked to be deleted with its credentials; done when the run in hand is over. */
  readonly revokeAsked: { readonly deleteSecrets: boolean; readonly requestedBy: string | null } | null;
}

export interface Connection {
  readonly id: string;
  readonly projectId: string | null;
  readonly app: string;
  readonly version: number;
  /** The fields that are not sensitive. */
  readonly config: Fields;
  readonly sealed: Readonly<Record<string, Sealed>>;
  readonly brokenAt: Date | null;
}

/** An answer that arrived under a lease that was lost: insert only. */
export interface Finding {
  readonly id: string;
  readonly rotationId: string;
  readonly runId: string;
  readonly versionId: string;
  readonly number: number;
  readonly fence: number;
  readonly answer: Sealed;
  readonly createdAt: Date;
}

/** Everything a step decides on, read at one instant. */
export interface Work {
  readonly rotation: Rotation;
  /** The run that has not ended, if there is one. */
  readonly run: Run | null;
  /** Draft, active, superseded and revoking ones, by number. */
  readonly versions: readonly Version[];
  readonly connection: Connection;
  readonly findings: readonly Finding[];
  /** Somebody who asked to be told of the published credential has not been told yet. */
  readonly untold: boolean;
}

export const active = (work: Work): Version | null =>
  work.versions.find(({ state }) => state === "active") ?? null;
export const draft = (work: Work): Version | null =>
  work.versions.find(({ state }) => state === "draft") ?? null;
export const inState = (work: Work, state: VersionState): readonly Version[] =>
  work.versions.filter((version) => version.state === state);
