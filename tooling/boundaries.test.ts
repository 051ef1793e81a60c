import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { impureCore, wrongArrows } from "./boundaries/arrows.ts";
import { undeclaredDependencies } from "./boundaries/dependencies.ts";
import { namedPlugins, unusedExceptions } from "./boundaries/names.ts";
import { environmentReads, longFiles } from "./boundaries/shape.ts";
import { readTree } from "./boundaries/tree.ts";

const tree = readTree(join(import.meta.dirname, ".."));

/** A small made-up tree that every rule is content with, but for the files that are planted in it. */
function treeWith(planted: Record<string, string>) {
  const manifest = (name: string, dependencies: string[] = [], dev: string[] = []) =>
    JSON.stringify({
      name: `@turnbolt/${name}`,
      dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "1"])),
      devDependencies: Object.fromEntries(dev.map((dependency) => [dependency, "1"])),
    });
  return new Map(
    Object.entries({
      "packages/core/package.json": manifest("core", ["zod"]),
      "packages/core/src/index.ts": 'import { z } from "zod";\nexport * from "./run.ts"; // okta',
      "packages/store/package.json": manifest("store", ["@turnbolt/core"]),
      "packages/store/src/index.ts": 'import type { Run } from "@turnbolt/core";',
      "packages/client/package.json": manifest("client", ["@turnbolt/api"]),
      "packages/client/src/index.ts": 'import type { AppRouter } from "@turnbolt/api";',
      "packages/api/package.json": manifest("api"),
      "plugins/okta/package.json": manifest("plugin-okta", ["@turnbolt/core"], ["@turnbolt/testkit"]),
      "plugins/okta/src/index.ts": 'import { ok } from "@turnbolt/core"; const name = "okta";',
      "plugins/okta/test/okta.test.ts": 'import { it } from "vitest"; import "@turnbolt/testkit";',
      "plugins/aws-iam/package.json": manifest("plugin-aws-iam"),
      "plugins/postgres/package.json": manifest("plugin-postgres"),
      "packages/testkit/package.json": manifest("testkit"),
      "apps/server/package.json": manifest("server", ["@turnbolt/store", "@turnbolt/plugin-okta"]),
      "apps/server/src/main.ts": 'import "@turnbolt/store";\nconst text = "postgres://";',
      "apps/server/src/plugins.ts": 'import okta from "@turnbolt/plugin-okta";',
      "apps/server/src/env.ts": "const { PORT } = process.env;",
      "tooling/kill/package.json": manifest("kill", ["@turnbolt/server"]),
      "tooling/kill/src/main.ts": 'await import("@turnbolt/server");',
      ...planted,
    }),
  );
}

const rules = {
  "no import runs the wrong way": wrongArrows,
  "core imports zod and nothing else": impureCore,
  "no plugin is named outside its folder and the composition file": namedPlugins,
  "the environment is read in env.ts alone": environmentReads,
  "no source file is longer than 250 lines": longFiles,
  "what a package imports is what it declares": undeclaredDependencies,
};

describe("in this tree", () => {
  it.each(Object.entries(rules))("%s", (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });

  it("no exception has lost its reason", () => {
    expect(unusedExceptions(tree)).toEqual([]);
  });
});

describe("in a made-up tree", () => {
  it.each(Object.entries(rules))("where all is well: %s", (_, rule) => {
    expect(rule(treeWith({}))).toEqual([]);
  });

  it.each([
    ["packages/store/src/a.ts", 'import { api } from "@turnbolt/api";'],
    ["packages/store/src/a.ts", 'export * from "../../api/src/index.ts";'],
    ["packages/core/src/a.ts", 'const { x } = await import("@turnbolt/store");'],
    ["packages/client/src/a.ts", 'import { createApi } from "@turnbolt/api";'],
    ["packages/api/src/a.ts", 'import "@turnbolt/store";'],
    ["packages/api/test/a.test.ts", 'import { createServer } from "@turnbolt/server";'],
    ["plugins/okta/src/a.ts", 'import { store } from "@turnbolt/store";'],
    ["plugins/okta/src/a.ts", 'import { describeProvider } from "@turnbolt/testkit";'],
    ["plugins/okta/test/a.test.ts", 'import aws from "@turnbolt/plugin-aws-iam";'],
    ["apps/server/src/a.ts", 'import {\n  kill,\n} from "@turnbolt/kill";'],
  ])("an import that runs the wrong way is seen: %s %s", (file, text) => {
    expect(wrongArrows(treeWith({ [file]: text }))).toEqual([expect.stringContaining(file)]);
  });

  it.each(['import { readFile } from "node:fs";', 'import os from "os";', 'import pg from "postgres";'])(
    "a core that is not pure is seen: %s",
    (text) => {
      expect(impureCore(treeWith({ "packages/core/src/a.ts": text }))).toHaveLength(1);
    },
  );

  it.each([
    ["packages/core/src/a.ts", 'const list = ["okta"];'],
    ["packages/api/src/a.ts", 'if (type === "okta-client-secret") act();'],
    ["packages/store/src/a.ts", "const awsIamKeys = 2;"],
    ["apps/server/src/a.ts", 'import p from "@turnbolt/plugin-postgres";'],
    ["apps/server/src/a.ts", 'const type = "postgres-credentials";'],
    ["plugins/aws-iam/src/a.ts", "// fine\nconst other = `okta`;"],
  ])("a plugin that is named elsewhere is seen: %s %s", (file, text) => {
    expect(namedPlugins(treeWith({ [file]: text }))).toEqual([expect.stringContaining(file)]);
  });

  it.each(["process.env.HOME", "const { env } = process;", 'process["env"]', "process?.env?.HOME"])(
    "a reader of the environment is seen: %s",
    (text) => {
      expect(environmentReads(treeWith({ "packages/api/src/a.ts": text }))).toHaveLength(1);
    },
  );

  it("a long file is seen", () => {
    const text = (lines: number) => "x;\n".repeat(lines);
    expect(longFiles(treeWith({ "packages/api/src/a.ts": text(250) }))).toEqual([]);
    expect(longFiles(treeWith({ "packages/api/src/a.ts": text(251) }))).toHaveLength(1);
  });

  it("an undeclared, an unused and a wrongly declared dependency are seen", () => {
    const violations = undeclaredDependencies(
      treeWith({
        "packages/core/src/a.ts": 'import { Hono } from "hono/tiny";',
        "packages/store/package.json":
          '{"name":"@turnbolt/store","dependencies":{"@turnbolt/core":"1","pino":"1"}}',
        "plugins/okta/src/a.ts": 'import "@turnbolt/testkit";',
      }),
    );
    expect(violations).toEqual([
      expect.stringMatching(/core\/src\/a\.ts imports hono,/),
      expect.stringMatching(/store\/package\.json declares pino,/),
      expect.stringMatching(/okta\/src\/a\.ts imports @turnbolt\/testkit,/),
    ]);
  });
});
