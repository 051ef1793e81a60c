import { expect, it } from "vitest";
import { readEnvironment } from "../src/env.ts";
import { greeting } from "../src/greeting.ts";

const { settings } = readEnvironment();
const ready: Parameters<typeof greeting>[0] = {
  url: "http://127.0.0.1:4400",
  hasDashboard: true,
  rootToken: { value: "never said", file: ".turnbolt/root-token" },
  database: "embedded",
  keyMadeAt: null,
  settings: { ...settings, publicUrl: undefined },
};
const said = (change: Partial<typeof ready> = {}) => greeting({ ...ready, ...change }).join("\n");

it("names the dashboard first, and where the API is described", () => {
  expect(said()).toMatch(
    /is ready\.\n {2}Dashboard {3}http:\/\/127\.0\.0\.1:4400\n {2}API {9}http:\/\/127\.0\.0\.1:4400\/docs\n/,
  );
  expect(said()).not.toContain("never said");
});

it("says the public address where there is one", () => {
  const there = said({ settings: { ...ready.settings, publicUrl: "https://turnbolt.example" } });
  expect(there).toContain("Dashboard   https://turnbolt.example\n");
  expect(there).not.toContain("127.0.0.1");
});

it("promises no dashboard that was not built", () => {
  expect(said({ hasDashboard: false })).toContain(
    "API         http://127.0.0.1:4400\n  Dashboard   not built",
  );
});

it("names no address where nobody answers, as in a worker", () => {
  expect(said({ url: null, hasDashboard: false })).not.toMatch(/Dashboard|API/);
});

it("names a key that was made just now, and nothing of it", () => {
  expect(said()).not.toContain("Key ");
  expect(said({ keyMadeAt: ".turnbolt/key" })).toContain(
    "Key         .turnbolt/key (new: keep a copy elsewhere",
  );
});
