import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{apps,packages,plugins}/*/test/**/*.test.ts", "tooling/**/*.test.{ts,mjs}"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Many tests start processes of their own; more than two at once only makes them wait for each other.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
