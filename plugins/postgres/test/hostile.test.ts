import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import plugin from "../src/index.ts";
import { calls } from "./calls.ts";
import { libpq } from "./libpq.ts";
import { createAccount, type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

const NASTY = [
  "'",
  '"',
  "\\",
  ";",
  "$$",
  "$1",
  "--",
  "/*",
  "*/",
  "{{password}}",
  "%s",
  "\n",
  "\t",
  " ",
  "é",
  "日本",
  "😀",
  "'; DROP ROLE app_1_a; --",
];
const mixed = (unit: "grapheme" | "grapheme-ascii", maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit, maxLength: 3 })), {
      minLength: 1,
      maxLength,
    })
    .map((parts) => parts.join(""));
// These the server itself gives to nobody.
const reserved = (name: string) => name.startsWith("pg_") || ["public", "none"].includes(name);
const roleName = mixed("grapheme", 8).filter(
  (name) => !reserved(name) && plugin.parameters.shape.username1.safeParse(name).success,
);
const password = fc
  .oneof(mixed("grapheme-ascii", 10), fc.string({ minLength: 250, maxLength: 250 }))
  .filter((value) => plugin.secret.shape.password.safeParse(value).success);

describe.each(versions)("hostile names and passwords at PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  let accepts: Awaited<ReturnType<typeof libpq>>;
  beforeAll(async () => {
    target = await startPostgres(version);
    accepts = await libpq(target.admin, target.connection);
    await target.admin`CREATE TABLE public.seen (name text)`;
  });
  afterAll(() => target.stop());

  const others = () =>
    target.admin`SELECT rolname, rolpassword FROM pg_authid WHERE rolname NOT IN (SELECT name FROM seen) ORDER BY 1`;

  it.each([{}, { sendPlaintextPassword: true }])(
    "any name and any password reach exactly that account (%o)",
    async (extra) => {
      const { username2 } = await target.pair();
      const before = await others();
      const property = fc.asyncProperty(roleName, password, async (name, value) => {
        const [known] = await target.admin`SELECT 1 FROM pg_roles WHERE rolname = ${name}`;
        if (!known) {
          await target.admin`INSERT INTO seen VALUES (${name})`;
          await createAccount(target.admin, name);
        }
        const { check, issue, verify, revoke } = calls(
          { ...target.connection, ...extra },
          { username1: name, username2 },
        );
        const secret = { username: name, password: value };
        expect((await check()).filter(({ held }) => !held)).toEqual([]);
        await issue(secret);
        expect(await accepts(secret)).toBe(true);
        await verify(secret);
        await revoke(name);
        expect(await accepts(secret)).toBe(false);
      });
      await fc.assert(property, { numRuns: 25 });
      expect(await others()).toEqual(before);
    },
    60_000,
  );

  it("a name of 63 bytes reaches that account, and one byte more is refused before anything is asked", async () => {
    const name = `${"é".repeat(31)}x`;
    await createAccount(target.admin, name);
    const { username2 } = await target.pair();
    const secret = { username: name, password: "p" };
    await calls(target.connection, { username1: name, username2 }).issue(secret);
    expect(await accepts(secret)).toBe(true);
    expect(() => calls(target.connection, { username1: `${name}y`, username2 })).toThrow("63 bytes");
  });
});
