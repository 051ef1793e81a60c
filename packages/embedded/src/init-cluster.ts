import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { supervise } from "./supervise.ts";

/**
 * Makes a new cluster at `directory` that lets people in by SCRAM only. It appears there whole or not at all: a
 * process killed half-way leaves nothing that a later start would take for a database.
 */
export async function initCluster(options: {
  binaries: Binaries;
  account: Account;
  directory: string;
  username: string;
  passwordFile: string;
  sync: boolean;
}): Promise<void> {
  const { binaries, account, directory, sync } = options;
  const parent = dirname(directory);
  const prefix = `${basename(directory)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const draft = join(parent, `${prefix}${process.pid}`);
  const log = join(parent, "initdb.log");
  const output = await open(log, "w", 0o600);
  const status = await supervise(
    [
      binaries.initdb,
      ...["-D", draft, "-U", options.username, `--pwfile=${options.passwordFile}`],
      ...["--auth=scram-sha-256", "--encoding=UTF8", ...localeOf(binaries), ...(sync ? [] : ["--no-sync"])],
    ],
    { account, directory: parent, output: output.fd },
  ).ended.finally(() => output.close());
  if (status !== 0) throw new Error(`initdb failed (${status}): ${(await readFile(log, "utf8")).trim()}`);
  await rename(draft, directory);
  if (sync) await flush(parent);
}

// The built-in locale sorts alike on every machine, so an update of the system's library cannot break an index.
function localeOf(binaries: Binaries): string[] {
  return Number.parseInt(binaries.version, 10) >= 17
    ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    : ["--locale=C"];
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}
