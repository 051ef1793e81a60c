import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let sql: postgres.Sql;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  sql = postgres(turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

const PATH = "/api/v1/audit-logs";
const seals = async () => (await turnbolt.http("GET", `${PATH}/seals`)).body;
const verify = (head?: string) => turnbolt.http("POST", `${PATH}/verify`, head === undefined ? {} : { head });

it("tells how far the audit is sealed, and what is not", async () => {
  // The start has sealed what the first requests wrote, or will within a minute.
  await expect.poll(async () => (await seals()).unsealed.count, { timeout: 10_000 }).toBeGreaterThan(0);
  const { unsealed } = await seals();
  const [oldest] = await sql`
    select min(at) as at, count(*)::int as count from turnbolt.audit
    where id > coalesce((select max(last) from turnbolt.audit_seals), 0)`;
  expect(unsealed).toEqual({ count: oldest?.count, since: oldest?.at.toISOString() });
});

it("verifies at both doors, remembers who asked, and names what was changed", async () => {
  await sql`insert into turnbolt.audit (kind, message, data) values ('test.written', 'a', '{}')`;
  const { sealAudit, createCipher, keyFromFile, openDatabase } = await import("@turnbolt/store");
  const database = openDatabase({ url: turnbolt.databaseUrl, max: 2 });
  const keyring = [await keyFromFile(`${turnbolt.server.settings.dataDirectory}/key`)] as const;
  const cipher = await createCipher({ database, keyring });
  await sealAudit(database, cipher);
  await database.close();

  const { head } = await seals();
  const [newest] = await sql`select * from turnbolt.audit_seals order by sequence desc limit 1`;
  expect(head).toEqual({
    head: `${newest?.sequence}:${newest?.seal.toString("hex")}`,
    sealedAt: newest?.sealed_at.toISOString(),
    lastAuditLogId: Number(newest?.last),
  });
  const [counted] =
    await sql`select sum(count)::int as rows, count(*)::int as seals from turnbolt.audit_seals`;
  const whole = await verify(head.head);
  expect(whole.body.verification).toMatchObject({
    state: "whole",
    requestedBy: "root-token",
    seals: counted?.seals,
    auditLogs: counted?.rows,
    broken: null,
  });
  expect((await seals()).lastVerification).toEqual(whole.body.verification);

  await rewrite("b");
  const { verification } = await turnbolt.client.audit.verify.mutate({});
  expect(verification).toMatchObject({ state: "broken", broken: { what: "row-changed" } });
  const [told] = await sql`select kind, actor, message from turnbolt.audit order by id desc limit 1`;
  expect(told).toMatchObject({ kind: "audit.broken", actor: "root-token" });
  await rewrite("a");
});

it("says that a head which was noted is no longer there", async () => {
  const { body } = await verify(`999:${"ab".repeat(32)}`);
  expect(body.verification).toMatchObject({ state: "broken", broken: { what: "cut-off" } });
  expect((await verify("999")).status).toBe(422);
});

/** What a superuser can do: no trigger fires. */
async function rewrite(message: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update turnbolt.audit set message = ${message} where kind = 'test.written'`;
  });
}
