import { isLedgerError, LedgerError } from "@turnbolt/core";

/**
 * - `unavailable`: the database could not be asked; nothing was written
 * - `unknown-outcome`: the commit got no answer; load before you decide anything
 * - `taken`: something that must be unique is there already; `what` says which kind of thing
 * - `not-found`: there is no such row
 * - `refused`: the database refused for another reason; `sqlstate` tells
 */
export type StoreErrorCode = "unavailable" | "unknown-outcome" | "taken" | "not-found" | "refused";

export type Taken =
  | "rotation-name"
  | "secret-name"
  | "subject"
  | "handle"
  | "run"
  | "request-key"
  | "connection-name"
  | "channel-name"
  | "project"
  | "environment"
  | "folder"
  | "universal-auth"
  | "identity-membership"
  | "person"
  | "invitation"
  | "member"
  | "outside-login";

interface Facts {
  readonly sqlstate?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly what?: Taken | undefined;
  /** The names that are taken, where they are known. Names only, never values. */
  readonly names?: readonly string[] | undefined;
}

const STORE_ERROR = Symbol.for("turnbolt.store-error");

/**
 * What leaves this package when the database fails. A driver's error carries query texts and parameters, and the
 * server's message quotes values; none of them come along: only codes and names of ours do.
 */
export class StoreError extends LedgerError {
  readonly code: StoreErrorCode;
  readonly facts: Facts;

  constructor(code: StoreErrorCode, message: string, facts: Facts = {}) {
    super(message);
    this.name = "StoreError";
    this.code = code;
    this.facts = facts;
    Object.defineProperty(this, STORE_ERROR, { value: true });
  }
}

export const isStoreError = (error: unknown): error is StoreError =>
  isLedgerError(error) && STORE_ERROR in error;

/** SQLSTATEs that our own functions raise. */
export const LOST = "TB001";
export const CHANGED = "TB002";

/** The error that may leave: a driver's error becomes a `StoreError`, everything else stays what it is. */
export function atBorder(error: unknown): unknown {
  if (isStoreError(error)) return error;
  const driver = driverError(error);
  return driver ? translate(driver) : error;
}

/** Runs something that talks to the database; only clean errors come out. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw atBorder(error);
  }
}

/** The SQLSTATE of an answer of the server, or `null` when this was no answer of the server. */
export function sqlstateOf(error: unknown): string | null {
  if (isStoreError(error)) return error.facts.sqlstate ?? null;
  const driver = driverError(error);
  return driver && "severity" in driver && typeof driver.code === "string" ? driver.code : null;
}

/** Answers with which a server ends the whole connection, so that they say nothing about the statement. */
export const endsConnection = (sqlstate: string): boolean => /^(57P0[1-5]|08|58|XX)/.test(sqlstate);

type DriverError = Readonly<Record<string, unknown>>;

/** The error of postgres.js or the socket, taken out of drizzle's wrapper. */
function driverError(error: unknown): DriverError | null {
  for (let current = error, depth = 0; depth < 5; depth++) {
    if (typeof current !== "object" || current === null) return null;
    if ("severity" in current || ("code" in current && isDriverCode(current.code))) {
      return current as DriverError; // an object with string keys, read with care below
    }
    if ("query" in current && "params" in current && !("cause" in current && current.cause)) {
      return { code: "DRIVER" };
    }
    if (!("cause" in current)) return null;
    current = current.cause;
  }
  return null;
}

/** Drivers and the system shout their codes; ours, which a person's command may throw, are lower case. */
const isDriverCode = (code: unknown): boolean => typeof code === "string" && /^[A-Z0-9_]+$/.test(code);

function translate(driver: DriverError): StoreError {
  const code = String(driver.code);
  if (!("severity" in driver)) {
    return new StoreError("unavailable", `the database cannot be reached (${clean(code)})`);
  }
  const constraint = nameIn(driver, "constraint_name");
  const facts: Facts = { sqlstate: code, constraint, table: nameIn(driver, "table_name") };
  if (endsConnection(code) || code.startsWith("53") || code.startsWith("28")) {
    return new StoreError("unavailable", `the database is not available (SQLSTATE ${code})`, facts);
  }
  const what = constraint === undefined ? undefined : TAKEN[constraint];
  if (code === "23505" && what) return new StoreError("taken", `this ${what} is taken`, { ...facts, what });
  if (code === "23503") return new StoreError("not-found", "something that this refers to is gone", facts);
  const where = constraint ? `, constraint ${constraint}` : "";
  return new StoreError("refused", `the database refused (SQLSTATE ${code}${where})`, facts);
}

const nameIn = (driver: DriverError, key: string): string | undefined =>
  typeof driver[key] === "string" ? driver[key] : undefined;

const clean = (code: string): string => (/^[A-Z0-9_]{1,40}$/.test(code) ? code : "unknown");

const TAKEN: Readonly<Record<string, Taken>> = {
  rotations_name: "rotation-name",
  secrets_name: "secret-name",
  subjects_pkey: "subject",
  versions_live_handle: "handle",
  versions_one_active: "handle",
  runs_one_open: "run",
  runs_request: "request-key",
  runs_creation: "request-key",
  connections_name: "connection-name",
  channels_name: "channel-name",
  projects_slug: "project",
  environments_slug: "environment",
  folders_path: "folder",
  universal_auths_identity: "universal-auth",
  identity_memberships_project: "identity-membership",
  people_email: "person",
  invitations_email: "invitation",
  members_pk: "member",
  outside_logins_pk: "outside-login",
};
