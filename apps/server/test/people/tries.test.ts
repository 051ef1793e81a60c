import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let sql: postgres.Sql;
const email = "ada@example.test";

beforeAll(async () => {
  turnbolt = await startTurnbolt({ trustProxy: { hops: 1 } });
  sql = postgres(turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
  const { link } = await turnbolt.client.invitations.create.mutate({ email, isAdmin: true });
  await turnbolt.client.invitations.accept.mutate({ token: tokenOf(link), name: "Ada", password: PASSWORD });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await turnbolt.stop();
});

const from = (address: string) => browserAt(turnbolt.url, { "x-forwarded-for": address });
const WRONG = "not this passphrase";

/** How often one may try before one is told to wait. */
async function triesUntilRefused(
  attempt: () => Promise<Response>,
): Promise<{ tries: number; answer: Response }> {
  for (let tries = 0; tries < 20; tries++) {
    const answer = await attempt();
    if (answer.status === 429) return { tries, answer };
    expect(answer.status).toBe(401);
  }
  throw new Error("nobody was told to wait");
}

describe("tries at a password", () => {
  it("are ten a minute from one address, the right one among them too; another address is not concerned", async () => {
    const { tries, answer } = await triesUntilRefused(() => from("192.0.2.1").signIn(email, WRONG));
    expect(tries).toBe(10);
    expect(answer.headers.get("retry-after")).toMatch(/^([1-9]|[1-5]\d|60)$/);
    expect(await answer.json()).toMatchObject({ statusCode: 429, error: "RateLimitExceeded" });
    expect((await from("192.0.2.1").signIn(email)).status).toBe(429);
    expect((await from("192.0.2.2").signIn(email)).status).toBe(200);
  }, 60_000);

  it("count for the whole of an IPv6 network, which is one customer's", async () => {
    let host = 0;
    const { tries } = await triesUntilRefused(() =>
      from(`2001:db8::${++host}`).signIn("nobody@example.test"),
    );
    expect(tries).toBe(10);
  }, 60_000);

  it("are fifty an hour for one account, from wherever they come, and for one that is not there as well", async () => {
    for (const name of [email, "nobody-else@example.test"]) {
      await sql`delete from turnbolt.tallies`;
      expect((await from("198.51.100.1").signIn(name, WRONG)).status).toBe(401);
      // Forty-nine more of a botnet's, which need not wait for a hash each.
      const told =
        await sql`update turnbolt.tallies set count = 50 where key like 'sign-in as %' returning key`;
      expect(told).toHaveLength(1);
      expect(told[0]?.key).not.toContain("@");
      const answer = await from("198.51.100.2").signIn(name, WRONG);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3_000);
    }
  });

  it("by somebody at an open screen are limited too", async () => {
    await sql`delete from turnbolt.tallies`;
    const browser = from("203.0.113.1");
    await browser.signIn(email);
    const change = { currentPassword: WRONG, newPassword: "a passphrase of theirs" };
    const once = () => browser.post("/api/v1/me/password", change);
    for (let tries = 0; tries < 10; tries++) expect((await once()).status).toBe(400);
    expect((await once()).status).toBe(429);
  }, 60_000);

  it("are audited where there is such a person, and what was typed is nowhere", async () => {
    await sql`delete from turnbolt.tallies`;
    await from("203.0.113.7").signIn(email, WRONG);
    await from("203.0.113.8").signIn("who-knows@example.test", WRONG);
    const rows = await sql`
      select actor, address, data from turnbolt.audit where kind = 'sign-in.refused' order by id desc limit 2`;
    const [{ id }] = await sql<[{ id: string }]>`select id from turnbolt.people where email = ${email}`;
    expect(rows[0]).toEqual({ actor: `user:${id}`, address: "203.0.113.7", data: { personId: id } });
    expect(rows[1]).toMatchObject({ data: { personId: id } });
    const all = await sql`select t::text as row from turnbolt.audit t`;
    expect(JSON.stringify(all)).not.toMatch(/who-knows|not this passphrase/);
  });
});
