import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "suites",
          include: ["{apps,packages,plugins}/*/test/**/*.test.ts", "tooling/**/*.test.{ts,mjs}"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["apps/web/e2e/**/*.test.ts"],
          // What browsers are shown is what is built.
          globalSetup: ["apps/web/e2e/support/build.ts"],
        },
      },
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Many tests start processes of their own; more than two at once only makes them wait for each other.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
