import { createHash, pbkdf2Sync, randomBytes } from "node:crypto";

/** An error as Oracle numbers and words it. */
export interface OracleError {
  readonly number: number;
  readonly text: string;
}

/** A user as `SYS.USER$` has it: a 12C verifier, never the password. */
export interface User {
  readonly name: string;
  readonly id: number;
  verifier: Verifier;
  authentication: "PASSWORD" | "EXTERNAL";
  locked: boolean;
  /** When too many failed logins end to count. */
  lockedUntil: number;
  expired: boolean;
  maintained: boolean;
  /** SYSDBA and its like: others change such a password only with the old one. */
  administrative: boolean;
  /** Failed logins since the last one that worked. */
  failed: number;
  /** Verifiers of passwords that may not be used again. */
  readonly history: Verifier[];
  /** System privileges as `ALTER USER`, object privileges as `SELECT ON SYS.DBA_USERS`. */
  readonly privileges: Set<string>;
}

/** What one database knows. */
export interface Instance {
  readonly service: string;
  readonly users: Map<string, User>;
  /** Procedures that set the password in their second value for the user in their first, with rights of their own. */
  readonly procedures: Set<string>;
  /** Users whose row somebody holds. */
  readonly locks: Map<string, Promise<void>>;
  /** `FAILED_LOGIN_ATTEMPTS` of the default profile. */
  readonly failedLoginAttempts: number;
  /** The profile keeps passwords from being used again. */
  reuse: "unlimited" | "never";
  /** The profile's password verify function. */
  verify: ((password: string) => string | null) | null;
}

export const newInstance = (): Instance => ({
  service: "FREEPDB1",
  users: new Map(),
  procedures: new Set(["DBA.SET_PASSWORD"]),
  locks: new Map(),
  failedLoginAttempts: 10,
  reuse: "unlimited",
  verify: null,
});

export function addUser(
  instance: Instance,
  name: string,
  password: string,
  {
    privileges = ["CREATE SESSION"],
    ...more
  }: Partial<Omit<User, "privileges">> & {
    readonly privileges?: readonly string[];
  } = {},
): User {
  const user: User = {
    name,
    id: 100 + instance.users.size,
    verifier: verifierOf(password),
    authentication: "PASSWORD",
    locked: false,
    lockedUntil: 0,
    expired: false,
    maintained: false,
    administrative: false,
    failed: 0,
    history: [],
    privileges: new Set(privileges),
    ...more,
  };
  instance.users.set(name, user);
  return user;
}

/** The `T:` part of `SPARE4`: a salt, and the SHA-512 of the stretched password and that salt. */
export interface Verifier {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

export const STRETCH = 4096;

export function verifierOf(password: string, salt: Buffer = randomBytes(16)): Verifier {
  const salted = Buffer.concat([salt, Buffer.from("AUTH_PBKDF2_SPEEDY_KEY")]);
  return verifierOfKey(pbkdf2Sync(Buffer.from(password), salted, STRETCH, 64, "sha512"), salt);
}

/** The same from the stretched password, which the client sends along. */
export const verifierOfKey = (key: Buffer, salt: Buffer): Verifier => ({
  salt,
  hash: createHash("sha512").update(key).update(salt).digest(),
});

export const isPassword = (password: string, { salt, hash }: Verifier): boolean =>
  verifierOf(password, salt).hash.equals(hash);

/** A name as SQL and a login read it: in quotes as it stands, else in upper case. `null` when it is none. */
export function nameOf(written: string): string | null {
  if (!written.startsWith('"')) return written.toUpperCase();
  const inside = written.slice(1, -1);
  return written.length > 2 && written.endsWith('"') && !inside.includes('"') ? inside : null;
}

export const error = (number: number, text: string): OracleError => ({
  number,
  text: `ORA-${String(number).padStart(5, "0")}: ${text}`,
});

/** `PASSWORD_LOCK_TIME` of the default profile. */
const DAY = 86_400_000;

/** Why a login that has proven its password, or has not, may not come in; counts what failed. */
export function loginRefusal(
  instance: Instance,
  user: User | undefined,
  proven: boolean,
  now: number,
): OracleError | null {
  const denied = error(1017, "invalid username/password; logon denied");
  if (user?.authentication !== "PASSWORD") return denied;
  if (user.locked || user.lockedUntil > now) return error(28000, "The account is locked.");
  if (!proven) {
    user.failed += 1;
    if (user.failed >= instance.failedLoginAttempts) user.lockedUntil = now + DAY;
    return denied;
  }
  user.failed = 0;
  if (user.expired) return error(28001, "the password has expired");
  if (!user.privileges.has("CREATE SESSION"))
    return error(1045, `user ${user.name} lacks CREATE SESSION privilege; logon denied`);
  return null;
}

const LONGEST_PASSWORD = 30;

/** Sets a password as `ALTER USER ... IDENTIFIED BY` does, or says why not; a lock on the account stays. */
export function setPassword(instance: Instance, name: string, password: string): OracleError | null {
  const user = instance.users.get(name);
  if (Buffer.byteLength(password) > LONGEST_PASSWORD) return error(972, "identifier is too long");
  if (!user) return error(1918, `user '${name}' does not exist`);
  const fault = instance.verify?.(password);
  if (fault) {
    const verification = error(28003, "password verification for the specified password failed");
    return { ...verification, text: `${verification.text}\nORA-20001: ${fault}` };
  }
  const used = [user.verifier, ...user.history];
  if (instance.reuse === "never" && used.some((verifier) => isPassword(password, verifier)))
    return error(28007, "the password cannot be reused");
  user.history.push(user.verifier);
  user.verifier = verifierOf(password);
  user.authentication = "PASSWORD";
  user.expired = false;
  return null;
}
