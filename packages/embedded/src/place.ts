import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, lchown, lstat, mkdir, readdir, realpath, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Account, accounts } from "./account.ts";
import { type Binaries, copyBinaries } from "./binaries.ts";
import { ENVIRONMENT } from "./supervise.ts";

/** Where PostgreSQL can work, as whom, and with which copy of its binaries. */
export interface Place {
  readonly directory: string;
  readonly account: Account;
  readonly binaries: Binaries;
}

/** PostgreSQL cannot run here; the message says why and what to do. */
export class PlacementError extends Error {}

/**
 * Finds a way to run PostgreSQL on `directory`, makes the folder, and gives it to the account that was found. Tried
 * in this order: the binaries where they are; a copy of them in the folder's parent; and for root, whose folders
 * nobody else may enter, binaries and data below `/var/lib/turnbolt` with a link left behind.
 */
export async function place(options: {
  directory: string;
  binaries: Binaries;
  log?: (message: string) => void;
  /** For tests: the accounts to try, and the folder of last resort. */
  accounts?: readonly Account[];
  lastResort?: string;
}): Promise<Place> {
  const directory = await ownFolder(resolve(options.directory));
  const ways = options.accounts ?? (await accounts((await lstat(directory)).uid));
  const refusals: string[] = [];
  const settle = async (candidate: string, binaries: Binaries): Promise<Place | undefined> => {
    for (const account of ways) {
      const refusal = await tryAs(account, candidate, binaries);
      if (refusal === undefined) return { directory: candidate, account, binaries };
      refusals.push(`${account.name}: ${refusal}`);
    }
    return undefined;
  };
  const here = options.binaries.complete ? await settle(directory, options.binaries) : undefined;
  if (here) return here;
  const copied = await settle(directory, await copyBinaries(options.binaries, dirname(directory)));
  if (copied) return copied;
  if (process.getuid?.() === 0) {
    const { parent, moved } = await elsewhere(directory, options.lastResort ?? "/var/lib/turnbolt");
    const found = await settle(moved, await copyBinaries(options.binaries, parent));
    if (found) {
      await moveTo(directory, moved);
      options.log?.(`the database lives in ${moved}, because no account but root may enter ${directory}`);
      return found;
    }
    await rm(parent, { recursive: true, force: true });
  }
  throw new PlacementError(
    `PostgreSQL cannot run in ${directory} (${[...new Set(refusals)].join("; ")}). ` +
      "Choose a data folder that an account other than root may enter (TURNBOLT_DATA_DIR), start as an ordinary " +
      "user, or set TURNBOLT_DATABASE_URL to a PostgreSQL of your own.",
  );
}

// The folder may be a link that an earlier start left when it moved the data.
async function ownFolder(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST" && cause.code !== "ENOENT") throw cause;
    throw new PlacementError(
      `The database of ${directory} was moved to another folder, and that folder is gone. Put it back, or remove ` +
        "the link to start with an empty database.",
      { cause },
    );
  });
  return realpath(directory);
}

async function tryAs(account: Account, directory: string, binaries: Binaries): Promise<string | undefined> {
  try {
    await give(directory, account);
    // Entering needs the right to pass through the data folder, which is ours; the folders above it are not.
    if (account.spawn.uid !== undefined) await letThrough(dirname(directory));
    const [file = "/bin/sh", ...rest] = [
      ...account.prefix,
      "/bin/sh",
      "-c",
      PROBE,
      directory,
      binaries.postgres,
    ];
    await promisify(execFile)(file, rest, { ...account.spawn, cwd: "/", env: ENVIRONMENT });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return (stderr || message).trim().split("\n").at(-1) ?? "failed";
  }
}

const PROBE = 'cd "$0" && : > .probe && rm .probe && "$1" --version';

async function letThrough(directory: string): Promise<void> {
  const { mode } = await lstat(directory);
  if ((mode & 0o001) === 0) await chmod(directory, (mode & 0o777) | 0o001);
}

async function give(path: string, account: Account): Promise<void> {
  const { uid, gid } = await lstat(path);
  if (uid === account.uid && gid === account.gid) return;
  // The top comes last: whoever owns it owns everything below, so an interrupted change is done again.
  await Promise.all((await entries(path)).map((entry) => lchown(entry, account.uid, account.gid)));
  await lchown(path, account.uid, account.gid);
}

async function entries(path: string): Promise<string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  return found.map((entry) => join(entry.parentPath, entry.name));
}

async function elsewhere(directory: string, lastResort: string): Promise<{ parent: string; moved: string }> {
  const mark = createHash("sha256").update(directory).digest("hex").slice(0, 12);
  const parent = join(lastResort, mark);
  const moved = join(parent, basename(directory));
  await mkdir(moved, { recursive: true, mode: 0o700 });
  await chmod(lastResort, 0o755);
  return { parent, moved };
}

// The link replaces the folder only when the copy is whole.
async function moveTo(directory: string, moved: string): Promise<void> {
  const { uid, gid } = await lstat(moved);
  await cp(directory, moved, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  await Promise.all((await entries(moved)).map((entry) => lchown(entry, uid, gid)));
  const old = `${directory}.moved-${Date.now()}`;
  await rename(directory, old);
  await symlink(moved, directory);
  await rm(old, { recursive: true });
}
