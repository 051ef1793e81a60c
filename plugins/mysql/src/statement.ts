import { createHash } from "node:crypto";
import { fillStatement, type StatementValues } from "@turnbolt/core";

/** A text, in a session that takes a backslash for a backslash. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const identifier = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** An account: a name and the hosts it may come from. */
export const account = (name: string, host: string): string => `${literal(name)}@${literal(host)}`;

/** How an account proves itself, and whose words the server understands. */
export interface Kind {
  readonly server: "MariaDB" | "MySQL";
  /** The authentication plugin; it stays what it is. */
  readonly plugin: string;
  /** Whether MariaDB may be sent a hash in place of the password. */
  readonly hashed: boolean;
}

/**
 * `ALTER USER` for an account of this kind. MariaDB writes statements into its logs as they came, so it gets a hash
 * where the account takes one; MySQL blanks passwords out by itself.
 */
export function alterUser(name: string, host: string, password: string, kind: Kind): string {
  const start = `ALTER USER ${account(name, host)} IDENTIFIED`;
  if (kind.server === "MySQL") return `${start} WITH ${identifier(kind.plugin)} BY ${literal(password)}`;
  return `${start} BY ${kind.hashed ? `PASSWORD ${literal(nativeHash(password))}` : literal(password)}`;
}

/** The user's own statement, filled in. */
export function ownStatement(template: string, host: string, values: StatementValues): string {
  return fillStatement(template, values, {
    literal,
    identifier: (name, field) => (field === "username" ? account(name, host) : identifier(name)),
  });
}

/** What `mysql_native_password` stores: SHA-1 of the SHA-1. The server's logs then hold no password. */
export function nativeHash(password: string): string {
  const sha1 = (bytes: string | Buffer) => createHash("sha1").update(bytes).digest();
  return `*${sha1(sha1(password)).toString("hex").toUpperCase()}`;
}
