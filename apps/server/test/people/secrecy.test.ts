import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import { pino } from "pino";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer, plugins, type Server } from "../../src/index.ts";
import { type Browser, browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import { identityProvider } from "../support/identity-provider.ts";
import { clientOf, TOKEN } from "../support/turnbolt.ts";

const PUBLIC = "http://turnbolt.test";
const NEXT = "another passphrase, quite long";

let target: PostgresTarget;
let sql: postgres.Sql;
let server: Server;
let provider: Awaited<ReturnType<typeof identityProvider>>;
const directory = mkdtempSync(join(tmpdir(), "turnbolt-secrecy-"));
const lines: string[] = [];
/** What nobody may find anywhere, by what it is. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  target = await postgresTarget().start();
  sql = postgres(target.url, { max: 1, onnotice: () => {} });
  // From here on the database's own log has every statement with its parameters.
  await sql`alter system set log_statement = 'all'`;
  await sql`select pg_reload_conf()`;
  provider = await identityProvider(`${PUBLIC}/api/v1/auth/callback/oidc`);
  server = await createServer({
    plugins,
    log: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
    settings: {
      ...{ dataDirectory: directory, databaseUrl: target.url, port: 0, rootToken: TOKEN },
      ...{ publicUrl: PUBLIC, oidc: provider.settings },
    },
  });
  await live();
}, 90_000);
afterAll(async () => {
  await server.stop();
  await sql.end();
  await target.stop();
  await provider.stop();
  rmSync(directory, { recursive: true });
});

/** Does all that has to do with secrets of people, and remembers them. */
async function live(): Promise<void> {
  const url = server.url ?? "";
  const root = clientOf(url);
  const link = (what: string, text: string) => {
    secrets.set(what, tokenOf(text));
    return tokenOf(text);
  };
  const setUp = link("token of the set-up link", (await server.services.arrivals.setUpLink()) ?? "");
  const first = { email: "first@example.test", name: "First", password: PASSWORD };
  await root.setUp.complete.mutate({ token: setUp, ...first });
  secrets.set("password", PASSWORD).set("new password", NEXT);
  const browser = browserAt(url);
  await browser.signIn("first@example.test");
  remember("session", browser);
  secrets.set("mistyped password", "correct horse battery maple");
  await browserAt(url).signIn("first@example.test", "correct horse battery maple");
  await browserAt(url).signIn("correct horse battery maple", PASSWORD);
  await browser.client.me.changePassword.mutate({ currentPassword: PASSWORD, newPassword: NEXT });
  const { link: invited } = await browser.client.invitations.create.mutate({ email: "b@example.test" });
  const token = link("token of an invitation", invited);
  await root.invitations.look.mutate({ token });
  const { person } = await root.invitations.accept.mutate({ token, name: "B", password: PASSWORD });
  const reset = await browser.client.people.resetPassword.mutate({ personId: person.id });
  await root.passwords.reset.mutate({ token: link("token of a reset", reset.link), password: NEXT });
  const there = browserAt(url);
  const answer = await there.post("/api/v1/auth/identity-provider", {});
  const back = new URL(
    await provider.signIn(((await answer.json()) as { url: string }).url, {
      sub: "s",
      email: "c@example.org",
    }),
  );
  secrets.set("code of the identity provider", back.searchParams.get("code") ?? "");
  secrets.set("state of a sign-in", back.searchParams.get("state") ?? "");
  await there.send(`${back.pathname}${back.search}`);
  remember("session from the identity provider", there);
  await there.client.me.get.query();
  secrets.set("secret at the identity provider", provider.settings.clientSecret);
  await browser.signOut();
}

function remember(what: string, { cookies }: Browser): void {
  const cookie = decodeURIComponent(cookies.get("turnbolt") ?? "");
  const [token = "", signature = ""] = cookie.split(".");
  secrets.set(`token of a ${what}`, token).set(`signature of a ${what}`, signature);
}

const found = (text: string): string[] =>
  [...secrets].filter(([, secret]) => text.includes(secret)).map(([what]) => what);

/** The same with bytes as what they are, where PostgreSQL writes them as hex digits, once or twice. */
function opened(text: string): string {
  const once = (hidden: string) =>
    hidden.replace(/\\+x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, "hex").toString("latin1"));
  return text + once(text) + once(once(text));
}

describe("what people are let in by", () => {
  it("is all known to this test", () => {
    expect(secrets.size).toBe(13);
    for (const [what, secret] of secrets) expect(secret.length, what).toBeGreaterThan(10);
    expect(found(`x${PASSWORD}y`)).toEqual(["password"]);
  });

  it("lies in no table, in no shape", async () => {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'turnbolt'`;
    expect(tables.length).toBeGreaterThan(20);
    const text = (
      await Promise.all(
        tables.map(({ name }) =>
          sql.unsafe<{ row: string }[]>(`select t::text as row from turnbolt.${name} t`),
        ),
      )
    ).flatMap((rows) => rows.map(({ row }) => row));
    const all = text.join("\n");
    const raw = opened(all);
    expect(found(all)).toEqual([]);
    expect(found(raw)).toEqual([]);
    // Nor the hash of a password, which its form gives away: salt and key in hex.
    expect(all).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{128}/);
    expect(raw).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{128}/);
  });

  it("was never a parameter of a statement, nor was the hash of a password", async () => {
    const log = await target.log();
    expect(log).toContain("insert into");
    expect(log).toMatch(/DETAIL: .*first@example\.test/i);
    expect(found(log)).toEqual([]);
    expect(found(opened(log))).toEqual([]);
    expect(opened(log)).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{128}/);
  });

  it("is in no line of our log", () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(found(lines.join(""))).toEqual([]);
  });
});
