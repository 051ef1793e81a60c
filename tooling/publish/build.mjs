// Builds what is published: JavaScript and declarations of every public package, into its `dist`. The compiler's own
// build mode orders the packages; what it has to know about each is derived from the package.json files.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const work = join(root, "node_modules", ".publish");
const packages = publicPackages();

rmSync(work, { recursive: true, force: true });
for (const { folder } of packages) rmSync(join(root, folder, "dist"), { recursive: true, force: true });
for (const one of packages) writeConfig(one);
const references = packages.map(({ folder }) => ({ path: join(configFolder(folder), "tsconfig.json") }));
const all = join(work, "tsconfig.json");
writeFileSync(all, JSON.stringify({ files: [], references }));
const built = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", all], {
  stdio: "inherit",
});
process.exitCode = built.status ?? 1;
if (built.status === 0) console.log(`built ${packages.map(({ name }) => name).join(", ")}`);

function publicPackages() {
  return ["packages", "plugins"]
    .flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) }))
    .filter((manifest) => manifest.private !== true);
}

function configFolder(folder) {
  return join(work, folder.replace("/", "-"));
}

function writeConfig({ folder, dependencies = {}, peerDependencies = {} }) {
  const here = configFolder(folder);
  const source = join(root, folder, "src");
  const needs = packages.filter(({ name }) => name in dependencies || name in peerDependencies);
  mkdirSync(here, { recursive: true });
  const config = {
    extends: relative(here, join(root, "tsconfig.base.json")),
    compilerOptions: {
      composite: true,
      rootDir: source,
      outDir: join(root, folder, "dist"),
      tsBuildInfoFile: join(here, "tsbuildinfo"),
      typeRoots: [join(root, "node_modules/@types")],
      sourceMap: true,
      declarationMap: true,
    },
    include: [source],
    references: needs.map((one) => ({ path: join(configFolder(one.folder), "tsconfig.json") })),
  };
  writeFileSync(join(here, "tsconfig.json"), JSON.stringify(config, undefined, 2));
}
