import { generatePassword } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calls, outcome } from "./calls.ts";
import { createAccount, type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

const FUNCTIONS = `
  CREATE SCHEMA dba;
  GRANT USAGE ON SCHEMA dba TO turnbolt;
  CREATE TABLE dba.calls (who text);
  CREATE FUNCTION dba.set_password(who text, password text, place text) RETURNS void
    SECURITY DEFINER LANGUAGE plpgsql AS $$
  BEGIN
    IF place <> 'app' THEN RAISE 'another database'; END IF;
    IF who LIKE 'choosy%' AND password LIKE 'SCRAM-SHA-256$%' THEN RAISE 'plain text only'; END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', who, password);
  END $$;
  CREATE PROCEDURE dba.commits(who text, password text) SECURITY INVOKER LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM dba.set_password(who, password, 'app');
    COMMIT;
    RAISE 'after the change';
  END $$;`;

describe.each(versions)("a rotation statement of the user's own at PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  beforeAll(async () => {
    target = await startPostgres(version);
    // The connection has no right of its own here: the function's owner has it.
    await target.admin`ALTER ROLE turnbolt NOCREATEROLE`;
    await target.admin.unsafe(FUNCTIONS);
  });
  afterAll(() => target.stop());

  const begin = async (rotationStatement: string, extra: Record<string, unknown> = {}) => {
    const names = await target.pair();
    const rotation = calls({ ...target.connection, ...extra }, { ...names, rotationStatement });
    return { ...rotation, secret: { username: names.username1, password: generatePassword() } };
  };
  const FUNCTION = "SELECT dba.set_password('{{username}}', '{{password}}', '{{database}}')";

  it("sets the password through a function, without any right over the accounts", async () => {
    const { check, issue, verify, revoke, secret } = await begin(FUNCTION);
    expect((await check()).filter(({ held }) => !held)).toEqual([]);
    await issue(secret);
    expect(await target.accepts(secret)).toBe(true);
    await verify(secret);
    await revoke(secret.username);
    expect(await target.accepts(secret)).toBe(false);
  });

  it("check reads the statement and runs nothing", async () => {
    const { check, secret } = await begin(FUNCTION);
    const before = await stored(secret.username);
    await check();
    expect(await stored(secret.username)).toBe(before);
    const unknown = await begin("SELECT dba.no_such_function({{password}}, '{{username}}')");
    expect(await outcome(unknown.check())).toBe("invalid");
  });

  it("two statements are refused and neither is run", async () => {
    const { check, issue, secret } = await begin(`${FUNCTION}; ALTER ROLE turnbolt CREATEROLE`);
    const before = await stored(secret.username);
    expect(await outcome(check())).toBe("invalid");
    expect(await outcome(issue(secret))).toBe("invalid");
    expect(await stored(secret.username)).toBe(before);
    await (await begin(`${FUNCTION};`)).check();
  });

  it("a procedure that commits by itself is refused, and what it did is undone", async () => {
    const { issue, secret } = await begin("CALL dba.commits('{{username}}', '{{password}}')");
    const before = await stored(secret.username);
    expect(await outcome(issue(secret))).toBe("invalid");
    expect(await stored(secret.username)).toBe(before);
  });

  it("a check that takes no verifier refuses, and takes plain text when that is switched on", async () => {
    await createAccount(target.admin, "choosy");
    const secret = { username: "choosy", password: generatePassword() };
    const { issue } = await begin(FUNCTION);
    await expect(issue(secret)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("sendPlaintextPassword"),
    });
    const plain = await begin(FUNCTION, { sendPlaintextPassword: true });
    await plain.issue(secret);
    expect(await target.accepts(secret)).toBe(true);
  });

  it("the server's own password check refuses a short password, and nothing is changed", async () => {
    await target.admin`ALTER ROLE turnbolt CREATEROLE`;
    await target.admin`ALTER ROLE turnbolt SET session_preload_libraries = 'passwordcheck'`;
    const names = await target.pair();
    const { issue } = calls({ ...target.connection, sendPlaintextPassword: true }, names);
    const before = await stored(names.username1);
    expect(await outcome(issue({ username: names.username1, password: "short1" }))).toBe("refused");
    expect(await stored(names.username1)).toBe(before);
    await issue({ username: names.username1, password: generatePassword() });
  });

  it("a function of the same name in another schema is not taken for the server's", async () => {
    await target.admin.unsafe(`
      CREATE SCHEMA trap; GRANT USAGE ON SCHEMA trap TO PUBLIC;
      CREATE FUNCTION trap.has_database_privilege(oid, name, text) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'trapped'; END $$;
      CREATE FUNCTION trap.pg_has_role(name, oid, text) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'trapped'; END $$;
      ALTER DATABASE app SET search_path = trap, pg_catalog;`);
    const names = await target.pair();
    expect((await calls(target.connection, names).check()).length).toBeGreaterThan(0);
    await target.admin`ALTER DATABASE app RESET search_path`;
  });

  const stored = async (name: string) => {
    const [row] = await target.admin`SELECT rolpassword FROM pg_authid WHERE rolname = ${name}`;
    return row?.rolpassword;
  };
});
