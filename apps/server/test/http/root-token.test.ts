import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rootTokenRecogniser, type WriteAudit } from "../../src/http/root-token-recogniser.ts";
import { clientOf, startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

/** A recogniser with a clock that is set by hand, and what it has written. */
function recogniser(audit: WriteAudit = async () => {}) {
  const clock = { now: 0 };
  const written: string[] = [];
  const recognise = rootTokenRecogniser(
    TOKEN,
    async (entry, author) => {
      await audit(entry, author);
      written.push(`${entry.kind} by ${author.id} from ${author.address}`);
    },
    () => clock.now,
  );
  const ask = (address: string, token = TOKEN) =>
    recognise(new Request("http://turnbolt.test", { headers: { authorization: `Bearer ${token}` } }), {
      address,
      requestId: "1",
    });
  return { clock, written, ask };
}

describe("the use of the root token", () => {
  it("is audited once a minute for each address", async () => {
    const { clock, written, ask } = recogniser();
    await Promise.all([ask("10.0.0.1"), ask("10.0.0.1"), ask("10.0.0.2")]);
    clock.now = 59_999;
    await ask("10.0.0.1");
    const from = (address: string) => `root-token.used by root-token from ${address}`;
    expect(written).toEqual([from("10.0.0.1"), from("10.0.0.2")]);
    clock.now = 60_000;
    await ask("10.0.0.1");
    expect(written).toEqual([from("10.0.0.1"), from("10.0.0.2"), from("10.0.0.1")]);
  });

  it("is not audited when it is another token", async () => {
    const { written, ask } = recogniser();
    expect(await ask("10.0.0.1", `${TOKEN}x`)).toBeNull();
    expect(written).toEqual([]);
  });

  it("that cannot be audited is refused, and tried again by the next request", async () => {
    let broken = true;
    const { written, ask } = recogniser(async () => {
      if (broken) throw new Error("no audit");
    });
    const both = await Promise.allSettled([ask("10.0.0.1"), ask("10.0.0.1")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    broken = false;
    expect(await ask("10.0.0.1")).toMatchObject({ kind: "root", isAdmin: true });
    expect(written).toHaveLength(1);
  });
});

describe("a server", () => {
  let turnbolt: Turnbolt;
  let sql: postgres.Sql;
  beforeAll(async () => {
    turnbolt = await startTurnbolt();
    sql = postgres(turnbolt.server.settings.databaseUrl ?? "", { max: 1, onnotice: () => {} });
  }, 60_000);
  afterAll(async () => {
    await sql.end();
    await turnbolt.stop();
  });

  it("audits the root token's reads together and each of its changes by itself", async () => {
    const client = clientOf(turnbolt.url);
    await client.identities.list.query({});
    await client.identities.create.mutate({ name: "one" });
    await client.identities.create.mutate({ name: "two" });
    const rows = await sql`select kind, actor, address, request_id from turnbolt.audit order by id`;
    expect(rows.map(({ kind }) => kind)).toEqual(["root-token.used", "identity.created", "identity.created"]);
    for (const row of rows) expect(row).toMatchObject({ actor: "root-token", address: "127.0.0.1" });
    expect(new Set(rows.map(({ request_id }) => request_id)).size).toBe(3);
  });
});
