import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let sql: postgres.Sql;
let count = 0;
/** Two projects: what somebody is in one of them is nothing in the other. */
let here: string;
let there: string;

beforeAll(async () => {
  turnbolt = await startTurnbolt({ trustProxy: { hops: 1 } });
  sql = postgres(turnbolt.server.settings.databaseUrl ?? "", { max: 1, onnotice: () => {} });
  const make = async (projectName: string) =>
    (await turnbolt.client.projects.create.mutate({ projectName })).project.id;
  [here, there] = [await make("Here"), await make("There")];
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

type Role = "viewer" | "developer" | "operator" | "admin";

/** Somebody who is signed in, and is this in the first project. */
async function someone(role?: Role, over: { isAdmin?: boolean } = {}) {
  const email = `person-${++count}@example.test`;
  const projects = role ? [{ projectId: here, role }] : [];
  const { link } = await turnbolt.client.invitations.create.mutate({ email, projects, ...over });
  const { person } = await turnbolt.client.invitations.accept.mutate({
    token: tokenOf(link),
    name: `Person ${count}`,
    password: PASSWORD,
  });
  const browser = browserAt(turnbolt.url, { "x-forwarded-for": `192.0.2.${count}` });
  expect((await browser.signIn(email)).status).toBe(200);
  return { ...person, client: browser.client };
}

const forbidden = (action: string, subject: string) => ({
  data: { code: "FORBIDDEN", details: [{ action, subject }] },
});
const audited = async (kind: string) =>
  await sql`select actor, address, request_id, project_id, data from turnbolt.audit where kind = ${kind} order by id`;

describe("an invitation", () => {
  it("brings somebody into the projects that it names, as what it says", async () => {
    const email = `Invited-${++count}@Example.test`;
    const { invitation, link } = await turnbolt.client.invitations.create.mutate({
      email,
      projects: [{ projectId: here, role: "operator" }],
    });
    expect(invitation).toMatchObject({
      email: email.toLowerCase(),
      isAdmin: false,
      projects: [{ projectId: here, name: "Here", role: "operator" }],
      createdBy: "root-token",
    });
    const token = tokenOf(link);
    expect(await turnbolt.client.invitations.look.mutate({ token })).toMatchObject({
      email: email.toLowerCase(),
      projects: [{ name: "Here", role: "operator" }],
    });
    expect(JSON.stringify(await turnbolt.client.invitations.list.query())).not.toContain(token);
    const accept = (password: string) =>
      turnbolt.client.invitations.accept.mutate({ token, name: "Grace", password });
    await expect(accept("too short")).rejects.toMatchObject({ data: { issues: [{ path: ["password"] }] } });
    await expect(accept(email)).rejects.toMatchObject({ data: { issues: [{ path: ["password"] }] } });
    const { person } = await accept(PASSWORD);
    const { members } = await turnbolt.client.members.list.query({ projectId: here });
    expect(members).toContainEqual(expect.objectContaining({ personId: person.id, role: "operator" }));
    await expect(accept(PASSWORD)).rejects.toThrow("good for nothing");
    expect((await audited("person.created")).at(-1)).toMatchObject({
      actor: `user:${person.id}`,
      address: "127.0.0.1",
      request_id: expect.any(String),
      data: { invitationId: invitation.id, isAdmin: false },
    });
  });

  it("is renewed with another link, and taken back", async () => {
    const email = `${randomUUID()}@example.test`;
    const { invitation, link } = await turnbolt.client.invitations.create.mutate({ email });
    const invitationId = invitation.id;
    const look = (from: string) => turnbolt.client.invitations.look.mutate({ token: tokenOf(from) });
    const renewed = await turnbolt.client.invitations.renew.mutate({ invitationId });
    await expect(look(link)).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    expect(await look(renewed.link)).toMatchObject({ email });
    await turnbolt.client.invitations.revoke.mutate({ invitationId });
    await expect(look(renewed.link)).rejects.toThrow("good for nothing");
    await expect(turnbolt.client.invitations.revoke.mutate({ invitationId })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });

  it("is refused for somebody who is here or invited already, and for a project that is not", async () => {
    const { email } = await someone();
    const create = turnbolt.client.invitations.create.mutate;
    await expect(create({ email })).rejects.toMatchObject({ data: { issues: [{ path: ["email"] }] } });
    const invited = `${randomUUID()}@example.test`;
    await create({ email: invited });
    await expect(create({ email: invited })).rejects.toThrow("renew that invitation");
    const projects = [{ projectId: randomUUID(), role: "viewer" as const }];
    await expect(create({ email: "x@example.test", projects })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });

  it("is a project admin's to make into their project, and into nothing else", async () => {
    const { client } = await someone("admin");
    const create = client.invitations.create.mutate;
    const into = (projectId: string) => ({
      email: `${randomUUID()}@example.test`,
      projects: [{ projectId, role: "admin" as const }],
    });
    const { invitation } = await create(into(here));
    await expect(create(into(there))).rejects.toMatchObject(forbidden("create", "members"));
    await expect(create({ email: "x@example.test" })).rejects.toMatchObject(forbidden("create", "instance"));
    await expect(create({ ...into(here), isAdmin: true })).rejects.toMatchObject(
      forbidden("create", "instance"),
    );
    const { invitations } = await client.invitations.list.query({ projectId: here });
    expect(invitations).toContainEqual({ ...invitation, mayChange: true });
    await expect(client.invitations.list.query()).rejects.toMatchObject(forbidden("read", "instance"));
    await client.invitations.revoke.mutate({ invitationId: invitation.id });
    const both = await turnbolt.client.invitations.create.mutate({
      email: `${randomUUID()}@example.test`,
      projects: [here, there].map((projectId) => ({ projectId, role: "viewer" as const })),
    });
    const invitationId = both.invitation.id;
    const [seen] = (await client.invitations.list.query({ projectId: here })).invitations;
    expect(seen).toMatchObject({ id: invitationId, projects: [{ projectId: here }], mayChange: false });
    await expect(client.invitations.renew.mutate({ invitationId })).rejects.toMatchObject(
      forbidden("create", "members"),
    );
  });
});

describe("the members of a project", () => {
  it("are added by address, changed and removed, with an audit row each", async () => {
    const admin = await someone("admin");
    const { id: personId, email } = await someone();
    const { add, change, remove } = admin.client.members;
    const projectId = here;
    expect(await add.mutate({ projectId, email: email.toUpperCase(), role: "viewer" })).toMatchObject({
      member: { personId, projectId, email, role: "viewer", disabledAt: null },
    });
    expect(await turnbolt.client.people.projects.query({ personId })).toMatchObject({
      projects: [{ projectId, role: "viewer" }],
    });
    await expect(add.mutate({ projectId, personId, role: "viewer" })).rejects.toThrow("a member already");
    await expect(add.mutate({ projectId, role: "viewer" })).rejects.toThrow("Name the person");
    await expect(add.mutate({ projectId, email: "x@example.test", role: "viewer" })).rejects.toThrow(
      "invite",
    );
    expect(await change.mutate({ projectId, personId, role: "operator" })).toMatchObject({
      member: { role: "operator" },
    });
    expect(await remove.mutate({ projectId, personId })).toMatchObject({ member: { role: "operator" } });
    await expect(remove.mutate({ projectId, personId })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    for (const kind of ["member.added", "member.changed", "member.removed"]) {
      expect((await audited(kind)).at(-1)).toMatchObject({
        actor: `user:${admin.id}`,
        project_id: here,
        data: { personId },
      });
    }
  });

  it.each(["viewer", "developer", "operator"] as const)("are read by a %s, and not changed", async (role) => {
    const { client, id: personId } = await someone(role);
    const projectId = here;
    expect((await client.members.list.query({ projectId })).members.length).toBeGreaterThan(0);
    const { add, change, remove } = client.members;
    const asked = { projectId, personId, role: "admin" } as const;
    await expect(add.mutate(asked)).rejects.toMatchObject(forbidden("create", "members"));
    await expect(change.mutate(asked)).rejects.toMatchObject(forbidden("edit", "members"));
    await expect(remove.mutate(asked)).rejects.toMatchObject(forbidden("delete", "members"));
    await expect(client.members.list.query({ projectId: there })).rejects.toMatchObject(
      forbidden("read", "members"),
    );
  });

  it("have what they are told at once: a role that is taken away is gone with the next request", async () => {
    const { client, id: personId } = await someone("admin");
    const [{ rules = [] } = {}] = (await client.me.get.query()).projects;
    expect(rules).toContainEqual({ action: "manage", subject: "all" });
    await turnbolt.client.members.change.mutate({ projectId: here, personId, role: "viewer" });
    expect(await client.me.get.query()).toMatchObject({
      isAdmin: false,
      rules: [],
      projects: [{ projectId: here, slug: "here", name: "Here", role: "viewer" }],
    });
    await turnbolt.client.members.remove.mutate({ projectId: here, personId });
    expect(await client.me.get.query()).toMatchObject({ projects: [] });
  });
});

describe("the people of the installation", () => {
  it("are its admins' alone to see and to change", async () => {
    const { client, id: personId } = await someone("admin");
    const { list, get, update, disable, enable, endSessions, resetPassword } = client.people;
    await expect(list.query()).rejects.toMatchObject(forbidden("read", "instance"));
    await expect(get.query({ personId })).rejects.toMatchObject(forbidden("read", "instance"));
    const change = { personId, isAdmin: true };
    for (const asked of [
      update.mutate(change),
      ...[disable, enable, endSessions, resetPassword].map((one) => one.mutate({ personId })),
    ]) {
      await expect(asked).rejects.toMatchObject(forbidden("edit", "instance"));
    }
  });

  it("keep one admin who can get in", async () => {
    const [one, two] = [
      await someone(undefined, { isAdmin: true }),
      await someone(undefined, { isAdmin: true }),
    ];
    const demote = { personId: two.id, isAdmin: false };
    expect(await one.client.people.update.mutate(demote)).toMatchObject({ person: { isAdmin: false } });
    await expect(two.client.people.list.query()).rejects.toMatchObject(forbidden("read", "instance"));
    const last = { personId: one.id };
    await expect(one.client.people.update.mutate({ ...last, isAdmin: false })).rejects.toThrow("last admin");
    await expect(turnbolt.client.people.disable.mutate(last)).rejects.toThrow("last admin");
    expect(await one.client.people.update.mutate({ ...last, name: "Lin" })).toMatchObject({
      person: { name: "Lin", isAdmin: true },
    });
  });
});
