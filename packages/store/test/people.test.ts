import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Arrival, createPeopleStore, type PeopleStore, sweep, tallyStore } from "../src/index.ts";
import { by, type Store, startStore } from "./support.ts";

let store: Store;
let people: PeopleStore;
const FROM = { address: "192.0.2.7", requestId: "r-1" };
const ada = by("root-token");

beforeAll(async () => {
  store = await startStore();
  people = createPeopleStore(store.database);
}, 60_000);
afterAll(() => store.stop());

const soon = () => new Date(Date.now() + 3_600_000);
const late = () => new Date(Date.now() - 60_000);
const hash = (token: string) => createHash("sha256").update(token).digest();

const someone = (over: Partial<Arrival> = {}): Arrival => {
  const id = randomUUID();
  return { id, email: `${id}@example.test`, name: "Grace", password: Buffer.from("sealed"), ...over };
};

async function arrived(over: Partial<Arrival> = {}, isAdmin = false): Promise<Arrival> {
  const person = someone(over);
  const token = randomUUID();
  const invitation = { id: randomUUID(), email: person.email, isAdmin, expiresAt: soon(), projects: [] };
  await people.invitations.create({ ...invitation, tokenHash: hash(token) }, ada);
  expect(await people.arrivals.accept(hash(token), person, FROM)).toBe(true);
  return person;
}

/** Does all of these at once: nobody's change of a person gets through before all of them are under way. */
async function together<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
  let under: Promise<T>[] = [];
  await store.sql.begin(async (held) => {
    await held`select from turnbolt.people for update`;
    under = works.map((work) => work());
    const waiting = () => store.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(works.length);
  });
  return await Promise.all(under);
}

const audited = (personId: string) => store.sql<{ kind: string; actor: string }[]>`
  select kind, actor from turnbolt.audit where data->>'personId' = ${personId} order by id`;

describe("the first admin", () => {
  it("comes in once, however many come at the same time; then there are no more links", async () => {
    const token = randomUUID();
    const make = (expiresAt: Date, of: string = token) =>
      people.arrivals.makeLink({ tokenHash: hash(of), personId: null, expiresAt }, null);
    expect(await people.hasAdmin()).toBe(false);
    expect(await make(soon(), "the one before")).toBe(true);
    expect(await make(late())).toBe(true);
    expect(await people.arrivals.setUp(hash(token), someone(), FROM)).toBe(false);
    expect(await make(soon())).toBe(true);
    expect(await people.arrivals.setUp(hash("the one before"), someone(), FROM)).toBe(false);
    const [one, two] = [someone(), someone()];
    const done = await Promise.all([one, two].map((who) => people.arrivals.setUp(hash(token), who, FROM)));
    expect(done.toSorted()).toEqual([false, true]);
    expect(await people.hasAdmin()).toBe(true);
    expect(await make(soon())).toBe(false);
    const rows = await store.sql`select is_admin, id from turnbolt.people`;
    expect(rows).toEqual([{ is_admin: true, id: done[0] ? one.id : two.id }]);
    expect(await audited(String(rows[0]?.id))).toEqual([
      { kind: "person.created", actor: `user:${rows[0]?.id}` },
    ]);
  });

  it("cannot be the last one to be demoted or shut out, and two do not let each other go", async () => {
    const [first] = await store.sql<{ id: string }[]>`select id from turnbolt.people where is_admin`;
    const id = first?.id ?? "";
    expect(await people.update(id, { isAdmin: false }, ada)).toBe("last-admin");
    expect(await people.disable(id, ada)).toBe("last-admin");
    const second = await arrived({}, true);
    const done = await together([
      () => people.update(id, { isAdmin: false }, ada),
      () => people.disable(second.id, ada),
    ]);
    expect(done.toSorted()).toEqual(["done", "last-admin"]);
    expect(await people.hasAdmin()).toBe(true);
    await people.update(id, { isAdmin: true }, ada);
    await people.enable(second.id, ada);
  });
});

describe("an invitation", () => {
  it("makes a person what it says, once, and is gone then", async () => {
    const { projectId } = store.place;
    const person = someone();
    const token = randomUUID();
    const invitation = { id: randomUUID(), email: person.email, isAdmin: false, expiresAt: soon() };
    const projects = [{ projectId, role: "operator" as const }];
    await people.invitations.create({ ...invitation, projects, tokenHash: hash(token) }, ada);
    const [listed] = (await people.invitations.list({ projectId, limit: 5 })).items;
    expect(listed).toMatchObject({
      ...invitation,
      projects: [{ projectId, name: "Default", role: "operator" }],
    });
    expect(await people.invitations.findByToken(hash(token))).toEqual(listed);
    const twice = await Promise.all(
      [1, 2].map(() => people.arrivals.accept(hash(token), { ...person, id: randomUUID() }, FROM)),
    );
    expect(twice.toSorted()).toEqual([false, true]);
    const found = await people.findByEmail(person.email);
    expect(await people.members.ofPerson(found?.id ?? "")).toEqual([
      { projectId, slug: "default", name: "Default", role: "operator" },
    ]);
    expect(await people.invitations.find(invitation.id)).toBeNull();
  });

  it("is refused for somebody who is here or invited, and good for nothing when it is late, renewed or revoked", async () => {
    const person = someone();
    const invitation = { id: randomUUID(), email: person.email, isAdmin: false, projects: [] };
    const make = (tokenHash: Uint8Array, expiresAt: Date, over = {}) =>
      people.invitations.create({ ...invitation, tokenHash, expiresAt, ...over }, ada);
    await make(hash("late"), late());
    expect(await people.arrivals.accept(hash("late"), person, FROM)).toBe(false);
    await expect(make(hash("again"), soon(), { id: randomUUID() })).rejects.toMatchObject({
      code: "taken",
      facts: { what: "invitation" },
    });
    await people.invitations.renew({ id: invitation.id, tokenHash: hash("new"), expiresAt: soon() }, ada);
    expect(await people.arrivals.accept(hash("late"), person, FROM)).toBe(false);
    await people.invitations.revoke(invitation.id, ada);
    expect(await people.arrivals.accept(hash("new"), person, FROM)).toBe(false);
    const { email } = await arrived();
    await expect(make(hash("here"), soon(), { email })).rejects.toMatchObject({ facts: { what: "person" } });
  });
});

describe("a session", () => {
  const open = (personId: string, token: string, expiresAt = soon()) => {
    const id = randomUUID();
    return people.sessions.open(
      { id, personId, tokenHash: hash(token), address: "192.0.2.7", userAgent: null, expiresAt },
      by(`user:${personId}`),
    );
  };

  it("is found by its token with who it is and what they are, until it ends", async () => {
    const { projectId } = store.place;
    const person = await arrived();
    await people.members.add({ projectId, personId: person.id, role: "viewer" }, ada);
    const session = await open(person.id, "one");
    await open(person.id, "two");
    await open(person.id, "old", late());
    expect(await people.sessions.find(hash("one"))).toMatchObject({
      ...session,
      person: { id: person.id, email: person.email, isAdmin: false },
      roles: { [projectId]: "viewer" },
    });
    expect(await people.sessions.find(hash("old"))).toBeNull();
    expect(await people.sessions.list(person.id)).toHaveLength(2);
    expect(await people.sessions.endAll(person.id, session?.id ?? "", ada)).toBe(2);
    expect(await people.sessions.find(hash("two"))).toBeNull();
    expect(await people.sessions.end(randomUUID(), session?.id ?? "", ada)).toBe(false);
    expect(await people.sessions.end(person.id, session?.id ?? "", ada)).toBe(true);
    expect(await people.sessions.find(hash("one"))).toBeNull();
  });

  it("ends with the person's admission, and none begins until they are let in again", async () => {
    const person = await arrived();
    await open(person.id, "before");
    await people.disable(person.id, ada);
    expect(await people.sessions.find(hash("before"))).toBeNull();
    expect(await open(person.id, "after")).toBeNull();
    await people.enable(person.id, ada);
    expect(await people.sessions.find(hash("before"))).toBeNull();
    expect(await open(person.id, "after")).not.toBeNull();
  });

  it("ends when the password changes, but for the one that changed it", async () => {
    const person = await arrived();
    const keep = (await open(person.id, "mine"))?.id ?? "";
    await open(person.id, "theirs");
    await people.changePassword({ id: person.id, password: Buffer.from("new"), keep }, ada);
    expect((await people.sessions.list(person.id)).map(({ id }) => id)).toEqual([keep]);
    const link = { tokenHash: hash("reset"), personId: person.id, expiresAt: soon() };
    await people.arrivals.makeLink(link, ada);
    const reset = { id: person.id, password: Buffer.from("newer") };
    expect(await people.arrivals.resetPassword(hash("reset"), reset, FROM)).toBe(true);
    expect(await people.arrivals.resetPassword(hash("reset"), reset, FROM)).toBe(false);
    expect(await people.sessions.list(person.id)).toEqual([]);
    expect((await people.find(person.id))?.password).toEqual(new Uint8Array(Buffer.from("newer")));
    expect((await audited(person.id)).map(({ kind }) => kind)).toEqual([
      ...["person.created", "session.started", "session.started"],
      ...["password.changed", "password-link.created", "password.reset"],
    ]);
  });
});

describe("somebody from an identity provider", () => {
  const login = { issuer: "https://id.example.test", subject: "s-1" };

  it("comes in by an invitation or a welcome, and by nothing else", async () => {
    const stranger = someone({ password: null });
    const arrive = (isWelcome: boolean) =>
      people.arrivals.arrive({ person: stranger, login, isWelcome }, FROM);
    expect(await arrive(false)).toBe(false);
    expect(await people.arrivals.findOutside(login)).toBeNull();
    expect(await arrive(true)).toBe(true);
    expect(await people.arrivals.findOutside(login)).toBe(stranger.id);
    expect(await people.arrivals.findOutside({ ...login, issuer: "https://other.example.test" })).toBeNull();
    await expect(people.arrivals.link(login, stranger.id, ada)).rejects.toMatchObject({
      facts: { what: "outside-login" },
    });
  });
});

describe("a tally", () => {
  it("counts what all add in one window, and begins anew behind it", async () => {
    const tally = tallyStore(store.database);
    const windowMs = 60_000;
    await Promise.all([1, 2, 3].map(() => tally.add([{ key: "a", count: 2, windowMs }])));
    const both = await tally.add([
      { key: "b", count: 1, windowMs },
      { key: "a", count: 1, windowMs },
    ]);
    expect(Object.fromEntries(both.map(({ key, count }) => [key, count]))).toEqual({ a: 7, b: 1 });
    await store.sql`update turnbolt.tallies set ends_at = now() - interval '1 second' where key = 'a'`;
    expect(await tally.add([{ key: "a", count: 1, windowMs }])).toMatchObject([{ count: 1 }]);
  });
});

describe("what people leave behind", () => {
  it("is let go when its time is over, and not before", async () => {
    const person = await arrived();
    const expiresAt = new Date(Date.now() - 40 * 86_400_000);
    await people.arrivals.makeLink({ tokenHash: hash("forgotten"), personId: person.id, expiresAt }, ada);
    const invitation = { id: randomUUID(), email: "late@example.test", isAdmin: false, projects: [] };
    await people.invitations.create({ ...invitation, tokenHash: hash("x"), expiresAt }, ada);
    await people.invitations.create(
      {
        ...invitation,
        id: randomUUID(),
        email: "soon@example.test",
        tokenHash: hash("y"),
        expiresAt: late(),
      },
      ada,
    );
    const before = await store.sql`select from turnbolt.invitations`;
    expect((await sweep(store.database)).people).toBe(2);
    expect(await store.sql`select from turnbolt.invitations`).toHaveLength(before.length - 1);
    expect(await store.sql`select from turnbolt.password_links`).toHaveLength(0);
  });
});
