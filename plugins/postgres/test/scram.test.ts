import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scramVerifier } from "../src/scram.ts";
import { calls } from "./calls.ts";
import { libpq } from "./libpq.ts";
import { createAccount, type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

const PASSWORDS = {
  "plain ASCII": "Abc-123_.~!*",
  "quotes and backslashes": `'"\\;$$`,
  "ASCII control characters": "a\tb\u007fc",
  "decomposed letters": "e\u0301A\u030a",
  "compatibility forms": "\uff21\ufb01\u2460\u00aa\u2168",
  "no-break and wide spaces": "a\u00a0b\u3000c\u200bd",
  "characters mapped to nothing": "so\u00adft\u200djoin\ufe0f",
  "nothing but such characters": "\u00ad\u200d",
  "non-ASCII control characters": "a\u0085\u2460b",
  "private use": "\ue000\u2460",
  "direction marks": "\u200e\u2460",
  hebrew: "\u05d0\u05d1\u05d2",
  "hebrew and latin with a form to fold": "\u05d0a\ufb01",
  "hebrew that ends in a digit": "\u05d0\u05d1\uff11",
  "hebrew around digits": "\u05d0\uff11\u05d1",
  "arabic presentation forms": "\ufedf\ufe8e",
  "japanese half-width": "\uff76\uff9e\u65e5\u672c",
  emoji: "\u{1f600}\u2460",
  "mathematical letters": "\u{1d400}\u{1d7d8}",
  "characters newer than the profile": "\u{1f12f}\uff21",
  "250 characters": "\u00e9".repeat(250),
};

describe.each(versions)("password verifiers made for PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  let accepts: Awaited<ReturnType<typeof libpq>>;
  beforeAll(async () => {
    target = await startPostgres(version);
    accepts = await libpq(target.admin, target.connection);
    await createAccount(target.admin, "app_a");
  });
  afterAll(() => target.stop());

  const stored = async () => {
    const [row] = await target.admin`SELECT rolpassword FROM pg_authid WHERE rolname = 'app_a'`;
    return String(row?.rolpassword);
  };

  it.each(Object.entries(PASSWORDS))("are the server's own for %s", async (_, password) => {
    const { issue, verify } = calls(target.connection, { username1: "app_a", username2: "app_b" });
    const secret = { username: "app_a", password };
    const [made] = await target.admin<{ statement: string }[]>`
      SELECT format('ALTER ROLE app_a PASSWORD %L', ${password}::text) AS statement`;
    await target.admin.unsafe(made?.statement ?? "");
    const [, iterations, salt = ""] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(await stored()) ?? [];
    expect(await scramVerifier(password, Buffer.from(salt, "base64"), Number(iterations))).toBe(
      await stored(),
    );
    await verify(secret);
    await issue(secret);
    expect(await accepts(secret)).toBe(true);
    expect(await accepts({ ...secret, password: `${password}.` })).toBe(false);
    await verify(secret);
  });

  it("carry a new salt each time", async () => {
    expect(await scramVerifier("x")).not.toBe(await scramVerifier("x"));
  });
});
