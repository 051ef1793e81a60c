import { generatePassword } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import plugin from "../src/index.ts";
import { calls, outcome, run } from "./calls.ts";
import { type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

describe.each(versions)("rotating accounts of PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  beforeAll(async () => {
    target = await startPostgres(version);
  });
  afterAll(() => target.stop());

  const begin = async (extra: Record<string, unknown> = {}) => {
    const names = await target.pair();
    return { ...names, ...calls(target.connection, { ...names, ...extra }) };
  };

  it("an issued password logs in, and any other is refused", async () => {
    const { username1, issue, verify } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    expect(await target.accepts(secret)).toBe(true);
    await verify(secret);
    expect(await outcome(verify({ ...secret, password: generatePassword() }))).toBe("refused");
  });

  it("issuing the same draft twice is the same as once", async () => {
    const { username1, issue } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    await issue(secret);
    expect(await target.accepts(secret)).toBe(true);
  });

  it("issuing to one account leaves the other as it is", async () => {
    const { username1, username2, issue } = await begin();
    const first = { username: username1, password: generatePassword() };
    await issue(first);
    await issue({ username: username2, password: generatePassword() });
    expect(await target.accepts(first)).toBe(true);
  });

  it("a revoked credential is refused, and revoking again is fine", async () => {
    const { username1, issue, revoke } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    await revoke(username1);
    expect(await target.accepts(secret)).toBe(false);
    await revoke(username1);
  });

  it("revoking an account that is gone is success", async () => {
    const { username1, revoke } = await begin();
    await target.admin`DROP ROLE ${target.admin(username1)}`;
    expect(await outcome(revoke(username1))).toBe("ok");
  });

  it("issuing to an account that is gone, may not log in or has expired says so and changes nothing", async () => {
    const { username1, username2, issue } = await begin();
    const before = await stored(username2);
    await target.admin`ALTER ROLE ${target.admin(username2)} NOLOGIN`;
    expect(await outcome(issue({ username: username2, password: "x" }))).toBe("invalid");
    await target.admin`ALTER ROLE ${target.admin(username2)} LOGIN VALID UNTIL '2001-01-01'`;
    expect(await outcome(issue({ username: username2, password: "x" }))).toBe("invalid");
    expect(await stored(username2)).toBe(before);
    await target.admin`DROP ROLE ${target.admin(username1)}`;
    expect(await outcome(issue({ username: username1, password: "x" }))).toBe("not-found");
  });

  it("an account that may not log in is not a wrong password", async () => {
    const { username1, issue, verify } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    await target.admin`ALTER ROLE ${target.admin(username1)} NOLOGIN`;
    expect(await outcome(verify(secret))).toBe("forbidden");
    await target.admin`ALTER ROLE ${target.admin(username1)} LOGIN CONNECTION LIMIT 0`;
    expect(await outcome(verify(secret))).toBe("unavailable");
  });

  it("a right password that is then kept out of the database is not a wrong password", async () => {
    const { username1, username2, issue } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    const elsewhere = calls({ ...target.connection, database: "nowhere" }, { username1, username2 });
    expect(await outcome(elsewhere.verify(secret))).toBe("invalid");
    await target.admin`CREATE DATABASE ${target.admin(`closed_${username1}`)}`;
    await target.admin.unsafe(`REVOKE CONNECT ON DATABASE "closed_${username1}" FROM PUBLIC`);
    const closed = calls({ ...target.connection, database: `closed_${username1}` }, { username1, username2 });
    expect(await outcome(closed.verify(secret))).toBe("forbidden");
    expect(await outcome(closed.checkConnection())).toBe("forbidden");
  });

  it("a refused connection is unauthorized, a missing database invalid, a closed port unavailable", async () => {
    const names = await target.pair();
    const { verify } = calls(target.connection, names);
    expect(await outcome(calls(target.brokenConnection, names).check())).toBe("unauthorized");
    expect(await outcome(calls({ ...target.connection, database: "nowhere" }, names).check())).toBe(
      "invalid",
    );
    const closed = calls(target.closedConnection, names);
    expect(await outcome(closed.check())).toBe("unavailable");
    expect(await outcome(closed.verify({ username: names.username1, password: "x" }))).toBe("unavailable");
    expect(await outcome(verify({ username: names.username1, password: "x" }))).toBe("refused");
  });

  it("verify asks with the credential alone, whatever the connection's login is worth", async () => {
    const { username1, username2, issue } = await begin();
    const secret = { username: username1, password: generatePassword() };
    await issue(secret);
    await calls(target.brokenConnection, { username1, username2 }).verify(secret);
  });

  it("the accounts take turns, and the first one begins", async () => {
    const names = await target.pair();
    const parameters = plugin.parameters.parse(names);
    if (plugin.origin !== "chosen") throw new Error("this provider chooses");
    const first = plugin.choose({ parameters, run, attempt: 1, current: null });
    expect(first.handle).toBe(names.username1);
    expect(first.secret.username).toBe(names.username1);
    const second = plugin.choose({ parameters, run, attempt: 1, current: first });
    expect(second.handle).toBe(names.username2);
    expect(plugin.choose({ parameters, run, attempt: 1, current: second }).handle).toBe(names.username1);
    expect(second.secret.password).not.toBe(first.secret.password);
  });

  it("becomes the published account's login where the connection's own is one of the two, and only there", () => {
    const to = plugin.connection.parse({ ...target.connection, username: "app_b" });
    const names = plugin.parameters.parse({ username1: "app_a", username2: "app_b" });
    const login = { username: "app_a", password: "next" };
    expect(plugin.asConnection?.(to, login, names)).toEqual({ ...to, ...login });
    expect(plugin.asConnection?.({ ...to, username: "turnbolt" }, login, names)).toBeNull();
  });

  it("lists accounts that can log in by search and page, and says which is the connection's own", async () => {
    const { admin } = target;
    for (let i = 0; i < 60; i++)
      await admin`CREATE ROLE ${admin(`Pager ${String(i).padStart(2, "0")}`)} LOGIN`;
    await admin`CREATE ROLE "pager group"`;
    const { accounts } = await begin();
    const first = await accounts("pager");
    const second = await accounts("pager", first.next);
    expect(first.options.map(({ value }) => value)).toHaveLength(50);
    expect(second.next).toBeUndefined();
    const all = [...first.options, ...second.options].map(({ value }) => value);
    expect(all).toEqual(Array.from({ length: 60 }, (_, i) => `Pager ${String(i).padStart(2, "0")}`));
    const own = { value: "turnbolt", label: "turnbolt (the connection's own login)" };
    expect((await accounts("turnbolt")).options).toEqual([own]);
    expect((await accounts("%")).options).toEqual([]);
  });

  const stored = async (name: string) => {
    const rows = await target.admin<{ password: string | null }[]>`
      SELECT rolpassword AS password FROM pg_authid WHERE rolname = ${name}`;
    return rows[0]?.password ?? null;
  };
});
