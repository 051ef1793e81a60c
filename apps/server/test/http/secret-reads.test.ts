import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aMachine } from "../support/machines.ts";
import { type Rest, restOf } from "../support/rest.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let rest: Rest;
/** The oracle: past the code under test. */
let sql: postgres.Sql;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  rest = restOf(turnbolt.url);
  sql = postgres(turnbolt.databaseUrl, { max: 2, onnotice: () => {} });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

const CANARY = "canary-4c1e-the-value";
const ALL = "/api/v3/secrets/raw";
let folder = 0;
/** A folder of each test's own. */
const at = () => ({ workspaceId: turnbolt.projectId, environment: "dev", secretPath: `/reads-${folder}` });

beforeEach(async () => {
  const { workspaceId, environment } = at();
  await rest("POST", "/api/v1/folders", { body: { workspaceId, environment, name: `reads-${++folder}` } });
  for (const name of ["A", "B"]) {
    await rest("POST", `${ALL}/${name}`, { body: { ...at(), secretValue: `${CANARY} ${name}` } });
  }
});

const list = (as = rest, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  as("GET", ALL, { query: { ...at(), ...query }, headers });
const read = (as = rest, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  as("GET", `${ALL}/A`, { query: { ...at(), ...query }, headers });

/** What was told of this folder's reads. */
const told = async () =>
  (
    await sql`select actor, address, request_id, data from turnbolt.audit
      where kind = 'secret.read' and data ->> 'path' = ${at().secretPath} order by id`
  ).map(({ actor, address, request_id, data }) => ({
    ...{ actor, isFrom: address !== null, requestId: request_id },
    read: `${data.name} ${data.version}`,
  }));

async function somebody(role: "viewer" | "developer"): Promise<{ as: Rest; actor: string }> {
  const machine = await aMachine(turnbolt, { roles: { [turnbolt.projectId]: role } });
  const as = restOf(turnbolt.url, (await machine.logIn()).accessToken);
  return { as, actor: machine.identityId };
}

describe("every read of a value", () => {
  it("is told of by then: who, which secret, which version, from where, in which request", async () => {
    const { as, actor } = await somebody("developer");
    const { headers, body } = await read(as);
    expect(body.secret.secretValue).toBe(`${CANARY} A`);
    expect(await told()).toEqual([
      {
        ...{ actor: expect.stringContaining(actor), isFrom: true },
        ...{ requestId: headers.get("x-request-id"), read: "A 1" },
      },
    ]);
  });

  it("is told of once for each value of a list", async () => {
    await rest("PATCH", `${ALL}/B`, { body: { ...at(), secretValue: "second" } });
    const { body } = await list();
    expect(body.secrets.map(({ secretKey }: { secretKey: string }) => secretKey)).toEqual(["A", "B"]);
    expect((await told()).map((row) => row.read)).toEqual(["A 1", "B 2"]);
  });

  it("is not told of where no value was given", async () => {
    await list(rest, { viewSecretValue: "false" });
    await read(rest, { viewSecretValue: "false" });
    await rest("GET", `${ALL}/A/versions`, { query: at() });
    await rest("GET", `${ALL}/NOWHERE`, { query: at() });
    expect(await told()).toEqual([]);
  });
});

describe("a value whose read cannot be told of", () => {
  beforeEach(async () => {
    await sql.unsafe(`
      create or replace function turnbolt.fault() returns trigger language plpgsql as $$
      begin raise exception 'the audit is out of order'; end $$;
      create trigger fault before insert on turnbolt.audit
      for each row when (new.kind = 'secret.read') execute function turnbolt.fault()`);
  });
  afterEach(async () => {
    await sql`drop trigger fault on turnbolt.audit`;
  });

  it("is not given out, alone or in a list, at either door", async () => {
    const { workspaceId, ...place } = at();
    const typed = turnbolt.client.secrets.read.query({ ...place, workspaceId, secretName: "A" });
    const error: unknown = await typed.catch((error: unknown) => error);
    const answers = [await read(), await list()];
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(String(error) + JSON.stringify([error, ...answers])).not.toContain(CANARY);
    expect(turnbolt.lines.join("")).not.toContain(CANARY);
    // Names are no values.
    expect((await list(rest, { viewSecretValue: "false" })).status).toBe(200);
  });
});

describe("a value that people wrote", () => {
  it("is nowhere in the database or the log as it is, and opens in its own place alone", async () => {
    const shapes = [Buffer.from(CANARY), Buffer.from(Buffer.from(CANARY).toString("base64"))];
    const tables = await sql`select tablename as name from pg_tables where schemaname = 'turnbolt'`;
    for (const { name } of tables) {
      const rows = await sql.unsafe(`select t::text as text from turnbolt.${name} t`);
      const all = rows.map(({ text }) => text).join("\n");
      for (const shape of shapes) {
        expect(all.includes(shape.toString()) || all.includes(shape.toString("hex")), name).toBe(false);
      }
    }
    expect(turnbolt.lines.join("")).not.toContain(CANARY);
    const { body } = await list(rest, { viewSecretValue: "false" });
    const [a, b] = body.secrets.map(({ id }: { id: string }) => id);
    // As somebody would who may write to the database and holds no key.
    await sql`update turnbolt.secret_versions set value = (select value from turnbolt.secret_versions where secret_id = ${b})
      where secret_id = ${a}`;
    expect((await read()).status).toBe(500);
  });
});

describe("who may read names and not values", () => {
  it("gets hidden values in a list, and is refused a single one unless they ask for the name", async () => {
    const { as } = await somebody("viewer");
    const listed = (await list(as)).body.secrets;
    expect(listed).toMatchObject([
      { secretKey: "A", secretValue: "", secretValueHidden: true },
      { secretKey: "B", secretValue: "", secretValueHidden: true },
    ]);
    const single = await read(as);
    expect([single.status, single.body.error, single.body.details]).toEqual([
      403,
      "PermissionDenied",
      [{ action: "read-value", subject: "secrets" }],
    ]);
    const named = await read(as, { viewSecretValue: "false" });
    expect(named.body.secret).toMatchObject({ secretValue: "", secretValueHidden: true, version: 1 });
    const write = await as("POST", `${ALL}/C`, { body: { ...at(), secretValue: "x" } });
    expect([write.status, write.body.details]).toEqual([403, [{ action: "create", subject: "secrets" }]]);
    expect(await told()).toEqual([]);
  });

  it("and who may read nothing there is told the same of a project that does not exist", async () => {
    const machine = await aMachine(turnbolt);
    const as = restOf(turnbolt.url, (await machine.logIn()).accessToken);
    const refusal = async (query: Record<string, string>) => {
      const { status, body } = await read(as, query);
      return `${status} ${JSON.stringify(body.details)} ${body.message.replace(Object.values(query)[0] ?? "", "it")}`;
    };
    const unknown = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    expect(await refusal({ workspaceId: unknown })).toBe(await refusal({ workspaceId: turnbolt.projectId }));
  });
});

describe("an answer that the client holds", () => {
  it.each(["list", "read"] as const)("is not given again, nor told of: %s", async (kind) => {
    const ask = kind === "list" ? list : read;
    const first = await ask();
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const before = await told();
    const again = await ask(rest, {}, { "if-none-match": etag });
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, null, etag]);
    expect(await told()).toEqual(before);
    await rest("PATCH", `${ALL}/A`, { body: { ...at(), secretValue: "new" } });
    const changed = await ask(rest, {}, { "if-none-match": etag });
    expect([changed.status, changed.headers.get("etag") === etag]).toEqual([200, false]);
    expect((await told()).length).toBeGreaterThan(before.length);
  });

  it.each([
    ["a comment", () => rest("PATCH", `${ALL}/A`, { body: { ...at(), secretComment: "other" } })],
    ["a name", () => rest("PATCH", `${ALL}/A`, { body: { ...at(), newSecretName: "C" } })],
    ["one more", () => rest("POST", `${ALL}/C`, { body: { ...at(), secretValue: "x" } })],
    ["one fewer", () => rest("DELETE", `${ALL}/A`, { body: at() })],
  ])("is another one after %s", async (_, change) => {
    const etag = (await list()).headers.get("etag") ?? "";
    await change();
    expect((await list(rest, {}, { "if-none-match": etag })).status).toBe(200);
  });

  it("is another one without values, and is refused to who may no longer read", async () => {
    const etag = (await list()).headers.get("etag") ?? "";
    const { as } = await somebody("viewer");
    const hidden = await list(as, {}, { "if-none-match": etag });
    expect([hidden.status, hidden.body.secrets[0].secretValueHidden]).toEqual([200, true]);
    expect((await read(as, {}, { "if-none-match": "*" })).status).toBe(403);
    const stranger = restOf(turnbolt.url, (await (await aMachine(turnbolt)).logIn()).accessToken);
    expect((await list(stranger, {}, { "if-none-match": etag })).status).toBe(403);
  });
});
