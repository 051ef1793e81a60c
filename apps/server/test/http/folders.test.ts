import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aMachine } from "../support/machines.ts";
import { type Rest, restOf } from "../support/rest.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let rest: Rest;
let projectId: string;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  rest = restOf(turnbolt.url);
  projectId = (await rest("POST", "/api/v1/projects", { body: { projectName: "Folders" } })).body.project.id;
}, 60_000);
afterAll(() => turnbolt.stop());

const dev = () => ({ projectId, environment: "dev" });
const make = (path: string, name: string, more: object = {}) =>
  rest("POST", "/api/v2/folders", { body: { ...dev(), path, name, ...more } });
const list = async (path: string, recursive = "false") => {
  const { body } = await rest("GET", "/api/v2/folders", { query: { ...dev(), path, recursive } });
  return body.folders.map((folder: { path: string }) => folder.path);
};

describe("folders", () => {
  it("are made with those on their way, and listed, at the older path with the older names too", async () => {
    const { status, body } = await make("/apps/web", "billing", { description: "money" });
    expect([status, body.folder]).toMatchObject([
      200,
      { name: "billing", path: "/apps/web/billing", environment: "dev", description: "money", projectId },
    ]);
    expect(await list("/apps")).toEqual(["/apps/web"]);
    expect(await list("/", "true")).toEqual(["/apps", "/apps/web", "/apps/web/billing"]);
    const older = { workspaceId: projectId, environment: "dev", directory: "/apps/" };
    const second = await rest("POST", "/api/v1/folders", { body: { ...older, name: "api" } });
    expect(second.body.folder.path).toBe("/apps/api");
    const listed = await rest("GET", "/api/v1/folders", { query: older });
    expect(listed.body.folders.map(({ name }: { name: string }) => name)).toEqual(["api", "web"]);
    const { parentId } = second.body.folder;
    expect((await rest("GET", `/api/v1/folders/${parentId}`)).body.folder.path).toBe("/apps");
  });

  it("are there once", async () => {
    await make("/", "once");
    const { status, body } = await make("/", "once");
    expect([status, body.message]).toEqual([400, expect.stringContaining("/once")]);
  });

  it("are renamed with everything below", async () => {
    const { folder } = (await make("/", "before")).body;
    await make("/before", "inside");
    const renamed = await rest("PATCH", `/api/v2/folders/${folder.id}`, { body: { name: "after" } });
    expect(renamed.body.folder).toMatchObject({ id: folder.id, path: "/after", name: "after" });
    expect(await list("/after")).toEqual(["/after/inside"]);
  });

  it("are deleted by id, or by name with the folder that they are in", async () => {
    const { folder } = (await make("/", "by-id")).body;
    expect((await rest("DELETE", `/api/v2/folders/${folder.id}`)).body.folder).toEqual(folder);
    await make("/where", "by-name");
    const query = { workspaceId: projectId, environment: "dev", path: "/where" };
    expect((await rest("DELETE", "/api/v1/folders/by-name", { query })).status).toBe(200);
    const again = await rest("DELETE", "/api/v1/folders/by-name", { query });
    expect([again.status, again.body.message]).toEqual([400, expect.stringContaining("/where/by-name")]);
  });

  it("keep /, which has no name to change and goes with its environment", async () => {
    const { folder } = (await rest("GET", "/api/v2/folders/tree", { query: dev() })).body;
    expect((await rest("DELETE", `/api/v2/folders/${folder.id}`)).status).toBe(400);
    expect((await rest("PATCH", `/api/v2/folders/${folder.id}`, { body: { name: "x" } })).status).toBe(400);
  });

  it.each(["..", ".", "a/b", "", "a b", "ä", "a".repeat(65)])("cannot have the name %j", async (name) => {
    expect((await make("/", name)).status).toBe(422);
  });

  it.each(["/../etc", "/a//b", "/a/./b", "a/%2e%2e", `/${"a/".repeat(600)}`])(
    "are not looked for at %j",
    async (path) => {
      const { status } = await rest("GET", "/api/v2/folders", { query: { ...dev(), path } });
      expect(status).toBe(422);
    },
  );

  it("name what is missing on the way to them", async () => {
    const told = async (query: Record<string, string>) => {
      const { status, body } = await rest("GET", "/api/v2/folders", { query });
      return `${status} ${body.message}`;
    };
    expect(await told({ ...dev(), path: "/moon" })).toMatch(/^400 .*\/moon/);
    expect(await told({ ...dev(), environment: "moon" })).toMatch(/^400 .*"moon"/);
    const nowhere = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    expect(await told({ ...dev(), projectId: nowhere })).toMatch(new RegExp(`^400 .*${nowhere}`));
    expect(await told({ environment: "dev", projectSlug: "moon" })).toMatch(/^400 .*"moon"/);
    expect(await told({ environment: "dev" })).toMatch(/^400 .*projectId/);
  });

  it("are made and deleted by an admin of their project, and seen by everybody in it", async () => {
    const as = async (role: "viewer" | "developer" | "operator" | "admin") => {
      const machine = await aMachine(turnbolt, { roles: { [projectId]: role } });
      return restOf(turnbolt.url, (await machine.logIn()).accessToken);
    };
    const body = { ...dev(), name: "guarded" };
    for (const role of ["viewer", "developer", "operator"] as const) {
      const rest = await as(role);
      expect((await rest("POST", "/api/v2/folders", { body })).status).toBe(403);
      expect((await rest("GET", "/api/v2/folders", { query: dev() })).status).toBe(200);
    }
    const admin = await as("admin");
    const { folder } = (await admin("POST", "/api/v2/folders", { body })).body;
    const viewer = await as("viewer");
    expect((await viewer("PATCH", `/api/v2/folders/${folder.id}`, { body: { name: "x" } })).status).toBe(403);
    expect((await viewer("DELETE", `/api/v2/folders/${folder.id}`)).status).toBe(403);
    expect((await admin("DELETE", `/api/v2/folders/${folder.id}`)).status).toBe(200);
  });
});
