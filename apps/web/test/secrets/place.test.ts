import fc from "fast-check";
import { expect, it } from "vitest";
import type { Project } from "../../src/app/wire.ts";
import { childOf, contentWords, crumbsOf, type Folder, placeOf } from "../../src/screens/secrets/place.ts";

const project = (id: string, slugs: readonly string[]): Project => {
  const environments = slugs.map((slug) => ({ id: `${id}-${slug}`, slug, name: slug }));
  const at = "2026-01-01T00:00:00.000Z";
  return { id, _id: id, name: id, slug: id, description: null, environments, createdAt: at, updatedAt: at };
};
const projects = [project("one", ["dev", "prod"]), project("two", ["test"])];

it("takes the first project and environment where the URL names none that there is", () => {
  expect(placeOf({}, projects)).toEqual({ projectId: "one", environment: "dev", path: "/" });
  expect(placeOf({ project: "gone", environment: "gone" }, projects)?.projectId).toBe("one");
  expect(placeOf({ project: "two", environment: "prod" }, projects)?.environment).toBe("test");
  expect(placeOf({ environment: "prod", path: "billing//db/" }, projects)).toEqual({
    projectId: "one",
    environment: "prod",
    path: "/billing/db",
  });
});

it("has no place without a project, or in a project without an environment", () => {
  expect(placeOf({}, [])).toBeNull();
  expect(placeOf({}, [project("bare", [])])).toBeNull();
});

it("shows the way to any folder, each step one below the step before", () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), (names) => {
      const path = names.reduce(childOf, "/");
      const crumbs = crumbsOf(path);
      expect(crumbs).toHaveLength(names.length + 1);
      expect(crumbs.at(-1)?.path).toBe(path);
      for (const [index, { path: to }] of crumbs.entries())
        expect(to).toBe(names.slice(0, index).reduce(childOf, "/"));
    }),
  );
});

it("says what is in a folder", () => {
  const folder = { secretCount: 0, rotationCount: 0, folderCount: 0 } as Folder;
  expect(contentWords(folder)).toBe("empty");
  expect(contentWords({ ...folder, secretCount: 1, folderCount: 2 })).toBe("1 secret, 2 folders");
});
