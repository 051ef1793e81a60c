import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

interface Limit {
  readonly mostKilobytes: number;
}

/** What a first visit loads beside the page's own script. */
const OVERVIEW = "/src/screens/overview/overview-screen.tsx";

/** Weighs the script of the first load of the overview, says it, and fails the build when it is too much. */
export function firstLoad({ mostKilobytes }: Limit): Plugin {
  return {
    name: "first-load",
    apply: "build",
    writeBundle(_, bundle) {
      const chunks = new Map(
        Object.values(bundle).flatMap((file): [string, Rollup.OutputChunk][] =>
          file.type === "chunk" ? [[file.fileName, file]] : [],
        ),
      );
      // Renamed, it would weigh nothing.
      if (![...chunks.values()].some(isOverview)) this.error(`no script of the build is ${OVERVIEW}`);
      const loaded = new Set<string>();
      for (const [name, chunk] of chunks)
        if (chunk.isEntry || isOverview(chunk)) follow(chunks, name, loaded);
      const bytes = [...loaded].map((name) => gzipSync(chunks.get(name)?.code ?? "", { level: 9 }).length);
      const kilobytes = bytes.reduce((sum, one) => sum + one, 0) / 1000;
      const figure = `first load of the overview: ${kilobytes.toFixed(1)} kB of script (gzip), ${mostKilobytes} at most`;
      if (kilobytes > mostKilobytes) this.error(figure);
      console.log(figure);
    },
  };
}

const isOverview = ({ facadeModuleId }: Rollup.OutputChunk): boolean =>
  facadeModuleId?.endsWith(OVERVIEW) ?? false;

function follow(chunks: ReadonlyMap<string, Rollup.OutputChunk>, name: string, loaded: Set<string>): void {
  if (loaded.has(name)) return;
  loaded.add(name);
  for (const next of chunks.get(name)?.imports ?? []) follow(chunks, next, loaded);
}
