import { randomUUID } from "node:crypto";
import type { Actor } from "@turnbolt/api";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let sql: postgres.Sql;
const MINE = randomUUID();
const THEIRS = randomUUID();
const ROWS = 2_500;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  sql = postgres(turnbolt.databaseUrl, { max: 2, onnotice: () => {} });
  await sql`insert into turnbolt.audit (at, kind, message, actor, project_id, data)
    select now() - (${ROWS} - n) * interval '1 second', case when n % 2 = 0 then 'secret.read' else 'secret.updated' end,
      'number ' || n, '=user:' || n, case when n <= 20 then ${THEIRS}::uuid else ${MINE}::uuid end, '{"name":"A"}'
    from generate_series(1, ${ROWS}) n`;
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

const told = (kind: string) =>
  sql`select actor, address, request_id, data from turnbolt.audit where kind = ${kind} order by id`;
const viewer: Actor = {
  kind: "person",
  id: "user:viewer",
  name: "Vi",
  address: "192.0.2.1",
  requestId: "r-1",
  isAdmin: false,
  roles: new Map([[MINE, "viewer"]]),
};

describe("reading the audit", () => {
  it("gives who did what, from where and when, the newest first", async () => {
    const { auditLogs } = await turnbolt.client.audit.list.query({ projectId: THEIRS, limit: 2 });
    expect(auditLogs).toMatchObject([
      {
        message: "number 20",
        kind: "secret.read",
        actor: "=user:20",
        projectId: THEIRS,
        data: { name: "A" },
      },
      { message: "number 19" },
    ]);
  });

  it("is itself in the audit, once for all pages", async () => {
    const before = (await told("audit.read")).length;
    const filter = { projectId: MINE, kind: "secret.read", limit: 200 };
    let page = await turnbolt.client.audit.list.query(filter);
    let count = page.auditLogs.length;
    while (page.nextCursor) {
      page = await turnbolt.client.audit.list.query({ ...filter, cursor: page.nextCursor });
      count += page.auditLogs.length;
    }
    expect(count).toBe((ROWS - 20) / 2);
    const rows = (await told("audit.read")).slice(before);
    expect(rows).toMatchObject([{ actor: "root-token", data: { projectId: MINE, kind: "secret.read" } }]);
    expect(rows[0]?.address).toBe("127.0.0.1");
    expect(rows[0]?.request_id).not.toBeNull();
  });

  it.each([
    ["of another filter", (cursor: string) => ({ projectId: THEIRS, cursor })],
    [
      "that nobody gave",
      () => ({ projectId: MINE, cursor: Buffer.from("[9999999999999,9,1]").toString("base64url") }),
    ],
    ["that is none", () => ({ projectId: MINE, cursor: "x" })],
    ["that leads to what came after it", (cursor: string) => ({ projectId: MINE, cursor: later(cursor) })],
  ])("refuses a cursor %s", async (_, input) => {
    const { nextCursor } = await turnbolt.client.audit.list.query({ projectId: MINE, limit: 1 });
    await expect(turnbolt.client.audit.list.query(input(nextCursor ?? ""))).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", issues: [{ path: ["cursor"] }] },
    });
  });

  it("is for those who may, in their project alone", async () => {
    const { audit } = turnbolt.server.services;
    const { auditLogs } = await audit.list({ projectId: MINE, limit: 5 }, viewer);
    expect(auditLogs).toHaveLength(5);
    for (const projectId of [THEIRS, undefined]) {
      await expect(audit.list({ projectId, limit: 5 }, viewer)).rejects.toMatchObject({
        code: "forbidden",
        facts: { details: [{ action: "read", subject: "audit-logs" }] },
      });
      await expect(audit.export("csv", { projectId }, viewer)).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("an export of the audit", () => {
  const written = async (format: "csv" | "jsonl", filter: { readonly projectId?: string }) => {
    const pieces: string[] = [];
    const { audit } = turnbolt.server.services;
    for await (const piece of await audit.export(format, filter, viewer)) pieces.push(piece);
    return pieces;
  };

  it("comes in portions, whole, and is in the audit once", async () => {
    const pieces = await written("jsonl", { projectId: MINE });
    expect(pieces.length).toBeGreaterThan(3);
    const messages = pieces
      .join("")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).message);
    const wanted =
      await sql`select message from turnbolt.audit where project_id = ${MINE} and kind like 'secret.%'
      order by at desc, id desc`;
    expect(messages.filter((message) => message.startsWith("number"))).toEqual(
      wanted.map(({ message }) => message),
    );
    expect(await told("audit.exported")).toMatchObject([
      { actor: "user:viewer", address: "192.0.2.1", request_id: "r-1", data: { projectId: MINE } },
    ]);
  });

  it("has no formulas for a spreadsheet", async () => {
    const text = (await written("csv", { projectId: MINE })).join("");
    expect(text).toContain(",'=user:2500,");
    expect(text).not.toContain(",=user");
  });
});

/** The same cursor, as if it led to a time that is yet to come. */
function later(cursor: string): string {
  const [at, id, reading] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  return Buffer.from(JSON.stringify([at + 86_400_000, id, reading])).toString("base64url");
}
