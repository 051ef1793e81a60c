import { defineConfig } from "vitest/config";

const NEVER = ["**/node_modules/**", "**/dist/**"];
const PRODUCTS = "tooling/publish/build-products.ts";
/** Whole servers, as people start them. */
const PROCESSES = "apps/server/test/processes/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "suites",
          include: ["{apps,packages,plugins}/*/test/**/*.test.ts", "tooling/**/*.test.{ts,mjs}"],
          exclude: [PROCESSES, ...NEVER],
          // A worker keeps the modules that it has loaded: reading them anew for each file took half of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: [PROCESSES],
          globalSetup: [PRODUCTS],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["apps/web/e2e/**/*.test.ts"],
          globalSetup: [PRODUCTS],
        },
      },
    ],
    exclude: NEVER,
    // Many tests start processes of their own; more than two at once only makes them wait for each other.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
