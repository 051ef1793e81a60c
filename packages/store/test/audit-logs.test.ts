import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AuditFilter,
  type AuditLog,
  type AuditLogStore,
  type AuditPosition,
  type AuditReading,
  createAuditLogStore,
} from "../src/index.ts";
import { by, type Store, startStore } from "./support.ts";

let store: Store;
let logs: AuditLogStore;

const MANY = 30_000;
const [ROTATION, CONNECTION, SECRET] = [randomUUID(), randomUUID(), randomUUID()];
const END: AuditPosition = { at: new Date("2100-01-01T00:00:00Z"), id: 0 };
const reading = (data: AuditReading["data"] = {}): AuditReading => ({
  kind: "audit.read",
  message: "the audit was read",
  projectId: null,
  data,
});

beforeAll(async () => {
  store = await startStore();
  logs = createAuditLogStore(store.database);
  // A minute apart, some at the same instant; the newest has the highest number.
  await store.sql`insert into turnbolt.audit (at, kind, message, actor, project_id, rotation_id, connection_id, secret_id, data)
    select '2026-01-01T00:00:00Z'::timestamptz + (n / 3) * interval '1 minute',
      case when n = 10 then 'secret.read' when n % 2 = 0 then 'rotation.succeeded' else 'rotation.failed' end,
      'number ' || n, case when n % 5 = 0 then 'user:ada' end, ${store.place.projectId}::uuid,
      case when n % 1000 = 0 then ${ROTATION}::uuid end, case when n % 100 = 0 then ${CONNECTION}::uuid end,
      case when n = 10 then ${SECRET}::uuid end, '{}'
    from generate_series(1, ${MANY}) n`;
  await store.sql`analyze turnbolt.audit`;
}, 60_000);
afterAll(() => store.stop());

async function all(filter: AuditFilter, limit = 1_000): Promise<readonly AuditLog[]> {
  const found: AuditLog[] = [];
  for (let at: AuditPosition | null = END; at; ) {
    const page = await logs.before(at, filter, limit);
    found.push(...page.items);
    at = page.next;
  }
  return found;
}

describe("the audit", () => {
  it("comes the newest first, page by page, without a gap or a repetition", async () => {
    const ids = (await all({}, 777)).map(({ id }) => id);
    const rows = await store.sql`select id from turnbolt.audit order by at desc, id desc`;
    expect(ids).toEqual(rows.map(({ id }) => Number(id)));
  });

  it("is filtered by project, rotation, connection, secret, who did it, and when", async () => {
    const count = async (filter: AuditFilter) => (await all(filter)).length;
    expect(await count({ projectId: store.place.projectId })).toBe(MANY);
    expect(await count({ projectId: randomUUID() })).toBe(0);
    expect(await count({ rotationId: ROTATION })).toBe(30);
    expect(await count({ rotationId: ROTATION, actor: "user:ada", kind: "rotation" })).toBe(30);
    expect(await count({ connectionId: CONNECTION })).toBe(300);
    expect(await count({ actor: "user:ada" })).toBe(MANY / 5);
    expect(await count({ actor: "user:ada", connectionId: CONNECTION, projectId: randomUUID() })).toBe(0);
    const [from, until] = [new Date("2026-01-01T00:10:00Z"), new Date("2026-01-01T00:20:00Z")];
    expect((await all({ from, until })).map(({ message }) => message)).toEqual(
      Array.from({ length: 30 }, (_, index) => `number ${59 - index}`),
    );
  });

  it("takes the noun that kinds begin with for all of them", async () => {
    expect(await all({ secretId: SECRET, kind: "secret" })).toHaveLength(1);
    expect(await all({ secretId: SECRET, kind: "secret.read" })).toHaveLength(1);
    expect(await all({ secretId: SECRET, kind: "secre" })).toHaveLength(0);
    expect(await all({ kind: "rotation.failed" })).toHaveLength(MANY / 2);
  });

  it("gives a short page and a way on rather than look for a rare kind through everything", async () => {
    const first = await logs.before(END, { kind: "secret.read" }, 10);
    expect(first.items).toEqual([]);
    expect(first.next).not.toBeNull();
    expect((await all({ kind: "secret.read" })).map(({ message }) => message)).toEqual(["number 10"]);
  });

  it.each<[string, AuditFilter]>([
    ["nothing", {}],
    ["a project", { projectId: "" }],
    ["a rotation", { rotationId: ROTATION }],
    ["a connection and a kind", { connectionId: CONNECTION, kind: "rotation.succeeded" }],
    ["an actor", { actor: "user:ada" }],
    ["a time long ago", { until: new Date("2026-01-01T01:00:00Z") }],
  ])("reads by an index what was filtered by %s", async (_, filter) => {
    const { projectId } = store.place;
    const asked = await textOf(() =>
      logs.before(END, { ...filter, ...("projectId" in filter && { projectId }) }, 50),
    );
    const [plan] = await store.sql.unsafe(
      `explain (analyze, format json) ${asked.text}`,
      asked.values as never[],
    );
    const json = JSON.stringify(plan);
    expect(json).toContain('"Node Type":"Index Scan"');
    expect(json).not.toContain("Seq Scan");
    expect(json).not.toContain('"Node Type":"Sort"');
    expect(readBy(json)).toBeLessThanOrEqual(101);
  });
});

describe("who reads the audit", () => {
  it("is in it before the first row is given, and goes on with the same reading", async () => {
    const at = await logs.begin(reading({ kind: "secret" }), by("user:eve"));
    const [row] =
      await store.sql`select kind, actor, address, request_id, data from turnbolt.audit where id = ${at.id}`;
    expect(row).toEqual({
      kind: "audit.read",
      actor: "user:eve",
      address: "127.0.0.1",
      request_id: "test",
      data: { kind: "secret" },
    });
    const eve = { id: "user:eve" };
    expect(await logs.begun(at.id, reading({ kind: "secret" }), eve)).toEqual(at);
    expect(await logs.begun(at.id, reading({ kind: "rotation" }), eve)).toBeNull();
    expect(await logs.begun(at.id, reading({ kind: "secret" }), { id: "user:mallory" })).toBeNull();
    expect(await logs.begun(at.id + 1, reading({ kind: "secret" }), eve)).toBeNull();
  });
});

/** What a read sends to the database. */
async function textOf(read: () => Promise<unknown>) {
  const { client } = store.database;
  const { unsafe } = client;
  const sent: { text: string; values: unknown[] }[] = [];
  const listening: typeof unsafe = (text, values = [], options) => {
    sent.push({ text, values: [...values] });
    return unsafe(text, values, options);
  };
  Object.defineProperty(client, "unsafe", { value: listening, configurable: true, writable: true });
  await read();
  Object.defineProperty(client, "unsafe", { value: unsafe, configurable: true, writable: true });
  const [first] = sent;
  if (!first) throw new Error("nothing was sent");
  return first;
}

/** The most rows that any part of a plan has read. */
const readBy = (plan: string): number =>
  Math.max(
    ...[...plan.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":([\d.]+)/g)].map(([, rows]) =>
      Number(rows),
    ),
  );
