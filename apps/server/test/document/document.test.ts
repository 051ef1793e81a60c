import { complaintsAbout } from "@turnbolt/answers";
import { createApi } from "@turnbolt/api";
import { proceduresOf, undecided } from "@turnbolt/http";
import { describe, expect, it } from "vitest";
import { plugins } from "../../src/plugins.ts";
import { document, routes } from "../support/document.ts";

const api = createApi(plugins);

describe("every procedure", () => {
  it("says how it is offered over HTTP, or why it is not", () => {
    expect(undecided(api)).toEqual([]);
  });

  it("that is offered says what it gives", () => {
    const offered = proceduresOf(api).filter(({ meta }) => meta.http);
    expect(offered.filter(({ output }) => output === null).map(({ name }) => name)).toEqual([]);
  });
});

describe("the document of the product", () => {
  it("has nothing that two linters complain about", async () => {
    expect(await complaintsAbout(document)).toEqual([]);
  });

  it("has the operations of every installed type and app", () => {
    const paths = Object.keys(document.paths);
    for (const { type, app } of plugins) {
      expect(
        paths.filter((path) => path.startsWith(`/api/v2/secret-rotations/${type}`)).length,
      ).toBeGreaterThan(10);
      expect(paths).toContain(`/api/v1/app-connections/${app}`);
    }
  });

  it("promises each answer that is JSON with a schema and an example", () => {
    const lacking = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.entries(responses)
          .flatMap(([status, answer]) => {
            const { content } = answer as { content?: Record<string, { schema: object; example: unknown }> };
            return Object.entries(content ?? {}).map(([type, { schema, example }]) => ({
              status,
              type,
              schema,
              example,
            }));
          })
          .filter(({ type, schema, example }) =>
            type === "application/json" ? Object.keys(schema).length === 0 || example === undefined : false,
          )
          .map(({ status }) => `${method} ${path} ${status}`),
      ),
    );
    expect(lacking).toEqual([]);
  });

  it("never shows a sensitive field of a connection in an answer", () => {
    const answers = routes
      .filter(({ fixed }) => fixed.app !== undefined)
      .map((route) => JSON.stringify(route.output()));
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((text) => text.includes('"format":"password"'))).toEqual([]);
  });
});
