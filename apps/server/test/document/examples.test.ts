import { expect, it } from "vitest";
import { document, routes } from "../support/document.ts";

const ID = "3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f";

/** Made of nothing but what the document shows: its examples, and the type or app of the path. */
const shown = routes.flatMap((route) => {
  const body = document.paths[route.path]?.[route.method.toLowerCase()]?.requestBody;
  const { input } = route.procedure;
  if (!body || !input) return [];
  const inPath = Object.fromEntries(route.inPath.map((name) => [name, name.endsWith("Id") ? ID : "a-name"]));
  const example = body.content["application/json"]?.example as Record<string, unknown>;
  return [{ title: `${route.method} ${route.path}`, input, sent: { ...example, ...inPath, ...route.fixed } }];
});

it("each example of a body is taken as it stands", () => {
  expect(shown.length).toBeGreaterThan(100);
  const refused = shown.flatMap(({ title, input, sent }) => {
    const { error } = input.safeParse(sent);
    return error
      ? [`${title}: ${error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}`]
      : [];
  });
  expect(refused).toEqual([]);
});
