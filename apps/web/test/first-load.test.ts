import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { firstLoad } from "../build/first-load.ts";

interface Chunk {
  readonly kilobytes: number;
  readonly isEntry?: boolean;
  readonly facadeModuleId?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const OVERVIEW = "/src/screens/overview/overview-screen.tsx";

/** What a build hands to its plugins, as far as it is weighed; noise weighs as much after compression. */
function builtFrom(chunks: Readonly<Record<string, Chunk>>) {
  const bundle = Object.entries(chunks).map(([fileName, { kilobytes, ...chunk }]) => {
    // Two hexadecimal digits are a byte.
    const code = randomBytes(kilobytes * 1000).toString("hex");
    return [
      fileName,
      { type: "chunk", fileName, code, imports: [], isEntry: false, facadeModuleId: null, ...chunk },
    ];
  });
  return Object.fromEntries(bundle) as object;
}

/** Weighs a build as Vite would; throws what it fails with. */
function build(mostKilobytes: number, chunks: Readonly<Record<string, Chunk>>): void {
  const { writeBundle } = firstLoad({ mostKilobytes });
  const fail = (message: string) => {
    throw new Error(message);
  };
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    (writeBundle as (this: object, options: object, bundle: object) => void).call(
      { error: fail },
      {},
      builtFrom(chunks),
    ); // as Vite calls it; of its context nothing else is used
  } finally {
    log.mockRestore();
  }
}

describe("the weight of the first load", () => {
  const app: Readonly<Record<string, Chunk>> = {
    "main.js": { kilobytes: 20, isEntry: true, imports: ["library.js"] },
    "overview.js": { kilobytes: 10, facadeModuleId: OVERVIEW, imports: ["library.js", "chart.js"] },
    "library.js": { kilobytes: 30 },
    "chart.js": { kilobytes: 10 },
    "settings.js": { kilobytes: 90, facadeModuleId: "/src/screens/settings/settings-screen.tsx" },
  };

  it("lets a build through that is light enough, whatever the other screens weigh", () => {
    expect(() => build(85, app)).not.toThrow();
  });

  it("fails a build that is too heavy, and says how heavy", () => {
    expect(() => build(60, app)).toThrow(/7\d\.\d kB of script \(gzip\), 60 at most/);
  });

  it("counts what is loaded for the overview and for the start alone, each once", () => {
    expect(() =>
      build(60, {
        ...app,
        "chart.js": { kilobytes: 1 },
        "overview.js": { kilobytes: 1, facadeModuleId: OVERVIEW },
      }),
    ).not.toThrow();
  });

  it("fails a build in which the overview is not found: nothing would be weighed", () => {
    const { "overview.js": _, ...without } = app;
    expect(() => build(500, without)).toThrow("overview-screen.tsx");
  });
});
