import { afterAll, beforeAll, expect, it } from "vitest";
import { type Rest, restOf } from "../support/rest.ts";
import { defaultProject, startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let rest: Rest;
let at: { projectId: string; environment: string };

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  rest = restOf(turnbolt.url);
  at = { projectId: await defaultProject(turnbolt.client), environment: "dev" };
}, 60_000);
afterAll(() => turnbolt.stop());

/** Every page of a list, as a script reads them. */
async function pagesOf(path: string, list: string, query: Record<string, string>) {
  const pages: string[][] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const asked = { ...at, ...query, ...(cursor && { cursor }) };
    const { status, body } = await rest("GET", path, { query: asked });
    expect(status).toBe(200);
    pages.push(body[list].map((one: Record<string, string>) => one.secretKey ?? one.path));
    cursor = body.nextCursor;
    if (pages.length > 20) throw new Error("the pages never end");
  }
  return pages;
}

it("secrets come in pages, and whole without a limit, as before", async () => {
  await rest("POST", "/api/v2/folders", { body: { ...at, path: "/", name: "pages" } });
  const names = ["A", "B", "C", "D", "E"];
  for (const name of names)
    await rest("POST", `/api/v4/secrets/${name}`, {
      body: { ...at, secretPath: "/pages", secretValue: "v" },
    });
  const query = { secretPath: "/pages" };
  const whole = (await rest("GET", "/api/v3/secrets/raw", { query: { ...at, ...query } })).body;
  expect(Object.keys(whole).sort()).toEqual(["imports", "secrets"]);
  expect(whole.secrets.map(({ secretKey }: { secretKey: string }) => secretKey)).toEqual(names);
  const pages = await pagesOf("/api/v4/secrets", "secrets", { ...query, limit: "2" });
  expect(pages).toEqual([["A", "B"], ["C", "D"], ["E"]]);
  const even = await pagesOf("/api/v4/secrets", "secrets", {
    ...query,
    limit: "5",
    viewSecretValue: "false",
  });
  expect(even).toEqual([names, []]);
  const strange = await rest("GET", "/api/v4/secrets", {
    query: { ...at, ...query, limit: "2", cursor: "%00" },
  });
  expect(strange.status).toBe(200);
  expect((await rest("GET", "/api/v4/secrets", { query: { ...at, ...query, limit: "0" } })).status).toBe(422);
});

it("folders come in pages, and whole without a limit, as before", async () => {
  for (const path of ["/many/a/x", "/many/b", "/many/c"]) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    await rest("POST", "/api/v2/folders", { body: { ...at, path: path.slice(0, -name.length - 1), name } });
  }
  const query = { path: "/many" };
  const whole = (
    await rest("GET", "/api/v1/folders", {
      query: { workspaceId: at.projectId, environment: "dev", ...query },
    })
  ).body;
  expect(Object.keys(whole)).toEqual(["folders"]);
  expect(whole.folders).toHaveLength(3);
  expect(await pagesOf("/api/v2/folders", "folders", { ...query, limit: "2" })).toEqual([
    ["/many/a", "/many/b"],
    ["/many/c"],
  ]);
  const all = ["/many/a", "/many/a/x", "/many/b", "/many/c"];
  expect(
    (await pagesOf("/api/v2/folders", "folders", { ...query, recursive: "true", limit: "3" })).flat(),
  ).toEqual(all);
  const tree = await pagesOf("/api/v2/folders/tree", "folders", { ...query, limit: "1" });
  expect(tree.flat()).toEqual(["/many/a", "/many/b", "/many/c"]);
});

it("says what is installed, and nothing to who is not known", async () => {
  const { status, body } = await rest("GET", "/api/v2/about");
  expect(status).toBe(200);
  expect(body).toMatchObject({ apiLevel: 1, database: "external", startedAt: expect.any(String) });
  expect(body.uptimeSeconds).toBeLessThan(600);
  expect(body.plugins.map(({ type }: { type: string }) => type)).toContain("postgres-credentials");
  expect((await restOf(turnbolt.url, null)("GET", "/api/v2/about")).status).toBe(401);
});
