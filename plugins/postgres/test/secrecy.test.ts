import { generatePassword, isRotationError } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calls } from "./calls.ts";
import { testRuntime } from "./runtime.ts";
import { type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

describe.each(versions)("what PostgreSQL ($version) gets to see", ({ version }) => {
  let target: PostgresTarget;
  beforeAll(async () => {
    target = await startPostgres(version, {
      log_statement: "all",
      log_min_duration_statement: "0",
      log_min_messages: "debug1",
      shared_preload_libraries: "pg_stat_statements",
    });
    await target.admin`CREATE EXTENSION pg_stat_statements`;
  });
  afterAll(() => target.stop());

  const seen = async () => {
    const rows = await target.admin<{ query: string }[]>`SELECT query FROM pg_stat_statements`;
    return `${await target.log()}\n${rows.map(({ query }) => query).join("\n")}`;
  };
  const rotate = async (extra: Record<string, unknown>) => {
    const names = await target.pair();
    const { check, issue, verify, revoke } = calls({ ...target.connection, ...extra }, names);
    const secret = { username: names.username1, password: generatePassword() };
    await check();
    await issue(secret);
    await verify(secret);
    await revoke(names.username1);
    return secret;
  };

  it("neither the log nor pg_stat_statements holds a password", async () => {
    const { username, password } = await rotate({});
    const text = await seen();
    expect(text).toContain(`ALTER ROLE "${username}" PASSWORD 'SCRAM-SHA-256$`);
    expect(text).not.toContain(password);
  });

  it("with plain text switched on the log does hold it, so the test above can fail", async () => {
    const { password } = await rotate({ sendPlaintextPassword: true });
    expect(await seen()).toContain(password);
  });

  it("an error carries neither password nor verifier nor the server's words, wherever one looks", async () => {
    const names = await target.pair();
    const canary = generatePassword();
    const statement = "SELECT raise_everything('{{username}}', '{{password}}')";
    const rotation = calls(
      { ...target.connection, sendPlaintextPassword: true },
      { ...names, rotationStatement: statement },
    );
    const runtime = testRuntime();
    const secret = { username: names.username1, password: canary };
    const errors = [
      await caught(rotation.issue(secret, runtime)),
      await caught(rotation.verify(secret, runtime)),
      await caught(calls({ ...target.connection, password: canary }, names).check()),
    ];
    expect(errors.map((error) => isRotationError(error) && error.code)).toEqual([
      "invalid",
      "refused",
      "unauthorized",
    ]);
    for (const error of errors)
      expect(everythingIn(error)).not.toMatch(new RegExp(`${canary}|raise_everything`));
    expect(runtime.lines.join()).not.toContain(canary);
  });
});

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Every property of an error and of its causes, hidden ones too. */
function everythingIn(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const parts = Reflect.ownKeys(error).map((key) => everythingIn(Reflect.get(error, key)));
  return [String(error), ...parts].join("\n");
}
