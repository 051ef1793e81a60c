import { randomBytes } from "node:crypto";
import { chown, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Binaries, initCluster, type Place, place } from "@turnbolt/embedded";

/** An initialised cluster to copy: a copy takes 50 ms, initdb half a second. */
export interface Template extends Place {
  /** The cluster's folder. */
  readonly data: string;
  readonly password: string;
}

export const ADMIN = "admin";

/** The template for these binaries, made by the first test that needs it. */
export function templateOf(binaries: Binaries): Promise<Template> {
  const known = templates.get(binaries.root) ?? make(binaries);
  templates.set(binaries.root, known);
  return known;
}

const templates = new Map<string, Promise<Template>>();

async function make(binaries: Binaries): Promise<Template> {
  const base = await baseFolder();
  const folder = join(base, `postgresql-${binaries.version}`);
  if (!(await exists(folder))) await init(binaries, folder);
  const found = await place({ directory: folder, binaries });
  const password = await readFile(join(folder, "password"), "utf8");
  return { ...found, data: join(found.directory, "data"), password };
}

async function init(binaries: Binaries, folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}.new-`);
  const found = await place({ directory: draft, binaries });
  const passwordFile = join(draft, "password");
  await writeFile(passwordFile, randomBytes(18).toString("base64url"), { mode: 0o600 });
  await chown(passwordFile, found.account.uid, found.account.gid);
  await initCluster({ ...found, directory: join(draft, "data"), username: ADMIN, passwordFile, sync: false });
  await rename(draft, folder).catch(async (error: unknown) => {
    // Another worker was quicker: its template is as good.
    if (!(await exists(folder))) throw error;
    await rm(draft, { recursive: true, force: true });
  });
}

// Everybody may write where temporary files are; a folder that was put there by somebody else is not ours.
async function baseFolder(): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const base = join(tmpdir(), `turnbolt-targets-${uid}`);
  await mkdir(base, { recursive: true, mode: 0o711 });
  const info = await lstat(base);
  if (!info.isDirectory() || info.uid !== uid) throw new Error(`${base} belongs to somebody else: remove it`);
  return base;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
