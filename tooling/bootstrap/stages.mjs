import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The stages of `npm test`. Each has a name, the arguments Node is called with, a cap in minutes, and what its
 * result is counted by; `entry` is a file without which there is nothing to run.
 */
export const stages = [
  { name: "lint", run: ["node_modules/@biomejs/biome/bin/biome", "check", "."], minutes: 1, count: byStatus },
  { name: "types", run: ["node_modules/typescript/bin/tsc", "--noEmit"], minutes: 1.5, count: byStatus },
  {
    name: "web types",
    run: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "apps/web"],
    entry: "apps/web/tsconfig.json",
    minutes: 1.5,
    count: byStatus,
  },
  {
    name: "build",
    run: [
      "node_modules/turbo/bin/turbo",
      "run",
      "build",
      "--filter=@turnbolt/server",
      "--filter=@turnbolt/web",
      "--output-logs=errors-only",
    ],
    entry: "apps/server/src/main.ts",
    minutes: 1,
    count: byStatus,
  },
  vitest("suites", 13),
  vitest("processes", 4),
  vitest("browser", 8),
  tool("simulate", ["--seeds", "2000", "--exhaustive", "--time-cap", "150"], 5),
  tool("kill", [], 10),
  tool("bench", ["--quick"], 2),
];

/** A project of the root's vitest.config.ts. */
function vitest(project, minutes) {
  const run = ["node_modules/vitest/vitest.mjs", "run", "--project", project];
  return { name: project, run, minutes, ...byReport(project) };
}

/** For those who name what they want: any test, of any project. */
export const named = {
  name: "vitest",
  run: ["node_modules/vitest/vitest.mjs", "run"],
  minutes: 15,
  ...byReport("named"),
};

function tool(name, args, minutes) {
  const entry = `tooling/${name}/src/main.ts`;
  return { name, run: [entry, ...args], entry, minutes, count: byLastLine };
}

function byStatus({ status }) {
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** What a tool says of itself: `N passed, N failed`, its last line. */
export function byLastLine({ output, status }) {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const said = /^(\d+) passed, (\d+) failed$/.exec(last.trim());
  if (!said) return { passed: 0, failed: 1, note: "it did not say how many passed" };
  const [passed, failed] = [Number(said[1]), Number(said[2])];
  return status === 0 ? { passed, failed } : { passed, failed: Math.max(1, failed) };
}

function byReport(project) {
  const file = join(tmpdir(), `turnbolt-report-${process.pid}-${project}.json`);
  return {
    more: ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    count: ({ status }) => {
      const text = readFileSync(file, "utf8");
      rmSync(file);
      return countReport(text, status);
    },
  };
}

/** Vitest's own figures; what fails outside a test, such as a file that cannot be loaded, counts as one. */
export function countReport(text, status) {
  const report = JSON.parse(text);
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: status === 0 ? report.numFailedTests : Math.max(1, report.numFailedTests),
    ...(skipped > 0 ? { note: `${skipped} skipped` } : {}),
  };
}
