import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aMachine } from "../support/machines.ts";
import { type Rest, restOf } from "../support/rest.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let rest: Rest;
let made = 0;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  rest = restOf(turnbolt.url);
}, 60_000);
afterAll(() => turnbolt.stop());

async function newProject(name = `project ${++made}`) {
  const { status, body } = await rest("POST", "/api/v1/projects", { body: { projectName: name } });
  expect(status).toBe(200);
  return body.project;
}

/** Somebody who is something in a project. */
async function somebody(
  role: "viewer" | "developer" | "operator" | "admin",
  projectId: string,
): Promise<Rest> {
  const machine = await aMachine(turnbolt, { roles: { [projectId]: role } });
  return restOf(turnbolt.url, (await machine.logIn()).accessToken);
}

describe("a project", () => {
  it("begins with dev, staging and prod, each with the folder /", async () => {
    const project = await newProject("Crème Brûlée!");
    expect(project).toMatchObject({ name: "Crème Brûlée!", slug: "creme-brulee", _id: project.id });
    const slugs = project.environments.map(({ slug }: { slug: string }) => slug);
    expect(slugs).toEqual(["dev", "staging", "prod"]);
    for (const environment of slugs) {
      const query = { projectId: project.id, environment };
      const { status, body } = await rest("GET", "/api/v2/folders/tree", { query });
      expect({ status, folder: body.folder }).toMatchObject({
        status: 200,
        folder: { path: "/", name: "root", parentId: null, secretCount: 0, rotationCount: 0, folderCount: 0 },
      });
    }
  });

  it("is found by id, by slug and in the list, at the older paths too", async () => {
    const body = { projectName: "Found", slug: "found", projectDescription: "for finding" };
    const { project } = (await rest("POST", "/api/v2/workspace", { body })).body;
    expect(project).toMatchObject({ slug: "found", description: "for finding" });
    expect((await rest("GET", `/api/v1/projects/${project.id}`)).body).toEqual({ project });
    for (const path of ["/api/v1/projects/slug/found", "/api/v1/workspace/slug/found"]) {
      expect((await rest("GET", path)).body).toEqual(project);
    }
    expect((await rest("GET", "/api/v1/projects")).body.projects).toContainEqual(project);
  });

  it("has a slug of its own, and gets a free one where none is asked for", async () => {
    const first = await newProject("Twice");
    const second = await newProject("Twice");
    expect(first.slug).toBe("twice");
    expect(second.slug).toMatch(/^twice-[0-9a-f]{4}$/);
    const taken = await rest("POST", "/api/v1/projects", { body: { projectName: "Thrice", slug: "twice" } });
    expect([taken.status, taken.body.message]).toEqual([400, expect.stringContaining("twice")]);
    const renamed = await rest("PATCH", `/api/v1/projects/${second.id}`, { body: { slug: "twice" } });
    expect([renamed.status, renamed.body.message]).toEqual([400, expect.stringContaining("twice")]);
    const body = { name: "Other", slug: "other", description: null };
    const changed = await rest("PATCH", `/api/v1/projects/${second.id}`, { body });
    expect(changed.body.project).toMatchObject(body);
  });

  it.each(["", "Upper", "two words", "-dash", "a".repeat(65), "ümlaut", "..", "a/b"])(
    "cannot have the slug %j",
    async (slug) => {
      const { status, body } = await rest("POST", "/api/v1/projects", { body: { projectName: "x", slug } });
      expect([status, body.message]).toEqual([422, [expect.objectContaining({ path: ["slug"] })]]);
    },
  );

  it("is gone with everything in it, and is not found then", async () => {
    const { id } = await newProject();
    const at = { workspaceId: id, environment: "dev" };
    await rest("POST", "/api/v3/secrets/raw/GOING", { body: { ...at, secretValue: "x" } });
    expect((await rest("DELETE", `/api/v1/projects/${id}`)).status).toBe(200);
    expect((await rest("GET", `/api/v1/projects/${id}`)).status).toBe(404);
    const read = await rest("GET", "/api/v3/secrets/raw/GOING", { query: at });
    expect([read.status, read.body.message]).toEqual([400, expect.stringContaining(id)]);
    expect((await rest("DELETE", `/api/v1/projects/${id}`)).status).toBe(404);
  });

  it("is made by the installation's admin, and seen by those who are something in it", async () => {
    const [here, elsewhere] = [await newProject(), await newProject()];
    const admin = await somebody("admin", here.id);
    const seen = (await admin("GET", "/api/v1/projects")).body.projects;
    expect(seen.map(({ id }: { id: string }) => id)).toEqual([here.id]);
    const refused = await admin("POST", "/api/v1/projects", { body: { projectName: "Mine" } });
    expect([refused.status, refused.body.details]).toEqual([
      403,
      [{ action: "create", subject: "projects" }],
    ]);
    // Nobody finds out by asking whether a project is there.
    for (const path of [`/api/v1/projects/${elsewhere.id}`, `/api/v1/projects/${randomUUID()}`]) {
      expect((await admin("GET", path)).status).toBe(403);
    }
    const [there, nowhere] = [elsewhere.slug, "no-such-project"];
    const told = async (slug: string) => {
      const { status, body } = await admin("GET", `/api/v1/projects/slug/${slug}`);
      return `${status} ${body.message.replaceAll(slug, "it")}`;
    };
    expect(await told(there)).toBe(await told(nowhere));
    expect((await admin("PATCH", `/api/v1/projects/${here.id}`, { body: { name: "Ours" } })).status).toBe(
      200,
    );
    const viewer = await somebody("viewer", here.id);
    expect((await viewer("PATCH", `/api/v1/projects/${here.id}`, { body: { name: "x" } })).status).toBe(403);
    expect((await viewer("DELETE", `/api/v1/projects/${here.id}`)).status).toBe(403);
  });
});

describe("an environment", () => {
  it("is made, changed, listed and deleted, with a word on what was done", async () => {
    const { id, slug } = await newProject();
    const path = `/api/v1/workspace/${id}/environments`;
    const created = await rest("POST", path, { body: { name: "Quality", slug: "qa" } });
    expect(created.body).toMatchObject({
      message: expect.any(String),
      workspace: id,
      environment: { name: "Quality", slug: "qa", position: 4, projectId: id },
    });
    const one = `${path}/${created.body.environment.id}`;
    const changed = await rest("PATCH", one, { body: { slug: "quality", position: 0 } });
    expect(changed.body.environment).toMatchObject({ name: "Quality", slug: "quality", position: 0 });
    const listed = (await rest("GET", `/api/v1/projects/${id}/environments`)).body.environments;
    expect(listed.map((each: { slug: string }) => each.slug)).toEqual(["quality", "dev", "staging", "prod"]);
    const taken = await rest("POST", path, { body: { name: "Again", slug: "dev" } });
    expect([taken.status, taken.body.message]).toEqual([400, expect.stringContaining("dev")]);
    expect((await rest("DELETE", one)).body.environment.slug).toBe("quality");
    expect((await rest("DELETE", one)).status).toBe(404);
    expect((await rest("GET", `/api/v1/projects/slug/${slug}`)).body.environments).toHaveLength(3);
  });

  it("is changed by an admin of its project alone", async () => {
    const [{ id }, other] = [await newProject(), await newProject()];
    const path = `/api/v1/workspace/${id}/environments`;
    const body = { name: "Mine", slug: "mine" };
    const operator = await somebody("operator", id);
    expect((await operator("POST", path, { body })).status).toBe(403);
    expect((await operator("GET", path)).status).toBe(200);
    const stranger = await somebody("admin", other.id);
    expect((await stranger("GET", path)).status).toBe(403);
    const admin = await somebody("admin", id);
    const { environment } = (await admin("POST", path, { body })).body;
    // By a path that names a project where one may.
    const around = `/api/v1/workspace/${other.id}/environments/${environment.id}`;
    expect((await stranger("DELETE", around)).status).toBe(404);
    expect((await admin("DELETE", `${path}/${environment.id}`)).status).toBe(200);
  });
});
