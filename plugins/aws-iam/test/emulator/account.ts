import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { noSuchUser, Refusal } from "./answers.ts";
import type { Policy } from "./policy.ts";

/**
 * An access key. The secret itself is kept: Signature Version 4 is computed from it, so AWS must be able to
 * recover it as well, and a hash would not do.
 */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly userName: string;
  readonly createdAt: number;
  status: "Active" | "Inactive";
  deletedAt?: number;
  lastUsed?: { readonly at: number; readonly service: string; readonly region: string };
}

export interface User {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly policies: Policy[];
  /** Deleted keys stay, for as long as a list may still show them. */
  readonly keys: AccessKey[];
  lag: { loginMs: number; listMs: number };
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly policies: Policy[];
  readonly trusts: { readonly principalArn: string; readonly externalId?: string };
}

/** A login that `AssumeRole` gave out. */
export interface RoleSession {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly role: Role;
  readonly name: string;
  readonly expiresAt: number;
}

/** A key that came or went, as the account wrote it down. */
export interface Change {
  readonly at: number;
  readonly what: "created" | "deleted";
  readonly userName: string;
  readonly accessKeyId: string;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET_LETTERS = `${BASE32}abcdefghijklmnopqrstuvwxyz0189+/`;
export const KEYS_PER_USER = 2;

/** What one AWS account holds. Times are the given clock's. */
export class Account {
  readonly id: string;
  readonly users = new Map<string, User>();
  readonly roles = new Map<string, Role>();
  readonly sessions = new Map<string, RoleSession>();
  readonly changes: Change[] = [];
  readonly #now: () => number;

  constructor(id: string, now: () => number) {
    this.id = id;
    this.#now = now;
  }

  addUser(name: string, { path = "/", policies = [] as Policy[] } = {}): User {
    const arn = `arn:aws:iam::${this.id}:user${path}${name}`;
    const user: User = { name, path, arn, policies, keys: [], lag: { loginMs: 0, listMs: 0 } };
    this.users.set(name.toLowerCase(), user);
    return user;
  }

  addRole(name: string, trusts: Role["trusts"], policies: Policy[] = []): Role {
    const role = { name, arn: `arn:aws:iam::${this.id}:role/${name}`, policies, trusts };
    this.roles.set(role.arn, role);
    return role;
  }

  /** IAM tells users apart by their names without regard to case. */
  user(name: string): User {
    const user = this.users.get(name.toLowerCase());
    if (user === undefined) throw noSuchUser(name);
    return user;
  }

  liveKeys(user: User): AccessKey[] {
    return user.keys.filter(({ deletedAt }) => deletedAt === undefined);
  }

  createKey(user: User): AccessKey {
    if (this.liveKeys(user).length >= KEYS_PER_USER) {
      throw new Refusal(409, "LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${KEYS_PER_USER}`);
    }
    const key: AccessKey = {
      id: this.#keyId("AKIA"),
      secret: secret(),
      userName: user.name,
      createdAt: this.#now(),
      status: "Active",
    };
    user.keys.push(key);
    this.#note("created", key);
    return key;
  }

  deleteKey(key: AccessKey): void {
    key.deletedAt = this.#now();
    this.#note("deleted", key);
  }

  /** The key with this ID, whoever's it is, unless it is gone. */
  key(id: string): { key: AccessKey; user: User } | undefined {
    for (const user of this.users.values()) {
      const key = this.liveKeys(user).find((key) => key.id === id);
      if (key !== undefined) return { key, user };
    }
    return undefined;
  }

  openSession(role: Role, name: string, durationSeconds: number): RoleSession {
    const session = {
      id: this.#keyId("ASIA"),
      secret: secret(),
      token: randomBytes(120).toString("base64"),
      role,
      name,
      expiresAt: this.#now() + durationSeconds * 1000,
    };
    this.sessions.set(session.id, session);
    return session;
  }

  #note(what: Change["what"], { id, userName }: AccessKey): void {
    this.changes.push({ at: this.#now(), what, userName, accessKeyId: id });
  }

  /** One bit, the account in 40, and chance: the form that key IDs have had since 2019. */
  #keyId(prefix: string): string {
    let bits =
      (1n << 79n) |
      (BigInt(this.id) << 39n) |
      (BigInt(`0x${randomUUID().replaceAll("-", "")}`) & ((1n << 39n) - 1n));
    let id = "";
    for (let letter = 0; letter < 16; letter++, bits >>= 5n) id = BASE32.charAt(Number(bits & 31n)) + id;
    return prefix + id;
  }
}

const secret = (): string =>
  Array.from({ length: 40 }, () => SECRET_LETTERS.charAt(randomInt(SECRET_LETTERS.length))).join("");
