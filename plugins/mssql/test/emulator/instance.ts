import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { SqlError } from "./tokens.ts";

/** A login as `sys.sql_logins` has it: a salted hash, never the password. */
export interface Login {
  readonly id: number;
  readonly name: string;
  /** `S` by password, `U` Windows. */
  readonly type: "S" | "U";
  hash: Buffer;
  enabled: boolean;
  mustChange: boolean;
  locked: boolean;
  checkPolicy: boolean;
  /** Server permissions, as `ALTER ANY LOGIN`, `ALTER ON LOGIN::name`, `EXECUTE ON name`. */
  readonly permissions: Set<string>;
  sysadmin: boolean;
}

/** What one server knows: logins, databases, procedures and who holds a lock. */
export interface Instance {
  readonly logins: Map<string, Login>;
  readonly databases: Map<string, "everybody" | "nobody">;
  /** A procedure that sets the password in its second value for the login in its first, with rights of its own. */
  readonly procedures: Set<string>;
  /** Logins that somebody is in the middle of changing. */
  readonly locks: Map<string, Promise<void>>;
}

/** A server with one administrator. */
export const newInstance = (): Instance => ({
  logins: new Map(),
  databases: new Map([
    ["master", "everybody"],
    ["closed", "nobody"],
  ]),
  procedures: new Set(["dba.set_password"]),
  locks: new Map(),
});

/** Names are compared as by `SQL_Latin1_General_CP1_CI_AS`: without case. */
export const keyOf = (name: string): string => name.toLowerCase();

export function addLogin(
  instance: Instance,
  name: string,
  password: string,
  more: Partial<Login> = {},
): Login {
  const login: Login = {
    id: 256 + instance.logins.size,
    name,
    type: "S",
    hash: hashOf(password),
    enabled: true,
    mustChange: false,
    locked: false,
    checkPolicy: true,
    permissions: new Set(),
    sysadmin: false,
    ...more,
  };
  instance.logins.set(keyOf(name), login);
  return login;
}

/** Why a login is refused, in the server's words, or `null`. The password is looked at first. */
export function loginRefusal(
  instance: Instance,
  { username, password, database }: { username: string; password: string; database: string },
): readonly SqlError[] {
  const failed = { number: 18456, severity: 14, text: `Login failed for user '${username}'.` };
  const because = (number: number, reason: string): readonly SqlError[] => [
    { number, severity: 14, text: `Login failed for user '${username}'. Reason: ${reason}` },
  ];
  const login = instance.logins.get(keyOf(username));
  if (login?.type !== "S" || !isPassword(login, password)) return [failed];
  if (!login.enabled) return because(18470, "The account is disabled.");
  if (login.locked) return because(18486, "The account is currently locked out.");
  if (login.mustChange) return because(18488, "The password of the account must be changed.");
  const open = instance.databases.get(database || "master");
  if (open === "everybody" || (open && login.sysadmin)) return [];
  const text = `Cannot open database "${database}" requested by the login. The login failed.`;
  return [{ number: 4060, severity: 11, text }, failed];
}

/** Whether a login holds a server permission, or one that contains it. */
export const holds = (login: Login, permission: string): boolean =>
  login.sysadmin ||
  login.permissions.has(permission) ||
  login.permissions.has("CONTROL SERVER") ||
  (permission.startsWith("ALTER ON LOGIN::") && login.permissions.has("ALTER ANY LOGIN"));

/** Whether a login is in what another one reads in `sys.server_principals`. */
export const sees = (viewer: Login, seen: Login): boolean =>
  viewer === seen || seen.name === "sa" || holds(viewer, `ALTER ON LOGIN::${keyOf(seen.name)}`);

/** Whether the one may change the other. */
export function mayAlter(by: Login, login: Login): boolean {
  const needed = login.sysadmin ? "CONTROL SERVER" : `ALTER ON LOGIN::${keyOf(login.name)}`;
  return holds(by, needed);
}

export const cannotAlter = (name: string): SqlError => ({
  number: 15151,
  severity: 16,
  text: `Cannot alter the login '${name}', because it does not exist or you do not have permission.`,
});

/** Sets a password, or says why the policy does not take it. */
export function setPassword(login: Login, password: string): SqlError | null {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  const start =
    "Password validation failed. The password does not meet the operating system policy requirements because it is";
  if (login.checkPolicy && password.length < 8)
    return { number: 15116, severity: 16, text: `${start} too short.` };
  if (login.checkPolicy && kinds < 3)
    return { number: 15118, severity: 16, text: `${start} not complex enough.` };
  if (password.length > 128)
    return { number: 103, severity: 15, text: "The password that starts with a text is too long." };
  login.hash = hashOf(password);
  login.mustChange = false;
  return null;
}

const VERSION = Buffer.from([0x02, 0x00]);

/** As `PWDENCRYPT` of SQL Server 2012 and later: version, salt, SHA-512. */
function hashOf(password: string, salt = randomBytes(4)): Buffer {
  const digest = createHash("sha512").update(Buffer.from(password, "utf16le")).update(salt).digest();
  return Buffer.concat([VERSION, salt, digest]);
}

const isPassword = ({ hash }: Login, password: string) =>
  timingSafeEqual(hash, hashOf(password, Buffer.from(hash.subarray(2, 6))));
