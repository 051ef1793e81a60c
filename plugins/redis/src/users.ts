import { createHash } from "node:crypto";
import { type Held, isRotationError, type Permission, type ProviderLog } from "@turnbolt/core";
import { askEach, type Client, changeEach, halfDone } from "./client.ts";
import { failure } from "./errors.ts";
import type { Parameters } from "./schema.ts";
import { rulesOf } from "./scope.ts";
import type { Login, Session } from "./session.ts";

/** Makes a user with this password at every node, or makes it so again. */
export async function makeUser(
  client: Client,
  { username, password }: Login,
  { permissionScope }: Parameters,
  log: ProviderLog,
): Promise<void> {
  // Only the hash leaves here: neither MONITOR nor the slow log ever shows a password.
  const hash = createHash("sha256").update(password).digest("hex");
  await changeEach(client, async (session) => {
    await session.ask("ACL", "SETUSER", username, "reset", "on", `#${hash}`, ...rulesOf(permissionScope));
    await keep(session, log);
  });
}

/** Removes a user from every node; one that is gone is gone. */
export async function removeUser(client: Client, username: string, log: ProviderLog): Promise<void> {
  await changeEach(client, async (session) => {
    await session.ask("ACL", "DELUSER", username);
    await keep(session, log);
  });
}

/** The users of this prefix that any node has. */
export async function usersOf(client: Client, { prefix }: Parameters, draft?: Login): Promise<Held[]> {
  const lists = await askEach(client, (session) => session.ask("ACL", "USERS"));
  const names = new Set(lists.flatMap(namesIn).filter((name) => name.startsWith(`${prefix}-`)));
  return [...names].sort().map((handle) => ({ handle, isDraft: handle === draft?.username }));
}

/** What the connection needs, in the words that grant it. */
const RIGHTS = ["setuser", "deluser", "users", "save"] as const;

/** Asks every node what the connection may do there; one that lacks it anywhere lacks it. */
export async function rightsOf(client: Client, username: string): Promise<readonly Permission[]> {
  const dryRun = { permission: "+acl|dryrun", held: true };
  const answers = await askEach(client, async (session) => {
    const held = new Map<string, boolean>();
    for (const right of RIGHTS) {
      const answer = await tried(session, username, right);
      if (answer === null) return null;
      held.set(right, answer);
    }
    return held;
  });
  const known = answers.filter((answer) => answer !== null);
  if (known.length < answers.length) return [{ ...dryRun, held: false }];
  return [
    dryRun,
    ...RIGHTS.map((right) => ({
      permission: `+acl|${right}`,
      held: known.every((held) => held.get(right) === true),
    })),
  ];
}

/** May this user do it? `null`: we may not even ask. Nothing is done. */
async function tried(session: Session, username: string, right: string): Promise<boolean | null> {
  const words = right === "users" || right === "save" ? [] : ["nobody"];
  try {
    return (await session.ask("ACL", "DRYRUN", username, "ACL", right.toUpperCase(), ...words)) === "OK";
  } catch (error) {
    if (!isRotationError(error)) throw error;
    if (error.code === "forbidden") return null;
    if (error.code !== "invalid") throw error;
    const { host, port } = session.node;
    throw failure("invalid", `${host}:${port} is older than Redis 7, which alone can say what a user may do`);
  }
}

/** Writes the users to the ACL file, where the server has one. The change itself is made by now. */
async function keep(session: Session, log: ProviderLog): Promise<void> {
  const kept = await session.save().catch((error: unknown) => {
    throw halfDone(error);
  });
  if (kept) return;
  const { host, port } = session.node;
  log.warn(`${host}:${port} keeps no ACL file: a restart of it loses this user; set aclfile`);
}

const namesIn = (answer: unknown): string[] =>
  Array.isArray(answer) ? answer.filter((name) => typeof name === "string") : [];
