import { readFile } from "node:fs/promises";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { canLogin, GRANTS, pair, startEmulator } from "./target.ts";

describe("rights at Oracle Database", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
  });
  afterAll(() => at.server.stop());

  const begin = () => {
    const names = pair(at.server);
    const rotation = callsOf(provider, at.connection, names);
    const before = { username: names.username1, password: "First-1-password" };
    return { ...rotation, names, before, draft: rotation.choose() };
  };
  const accepts = (secret: { username: string; password: string }) => canLogin(at.server, secret);
  const userOf = (name: string) => {
    const user = at.server.instance.users.get(name.toUpperCase());
    if (!user) throw new Error(`there is no user ${name}`);
    return user;
  };

  it("those of the README are enough", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    for (const grant of GRANTS) expect(readme).toContain(`${grant};`);
    expect(await begin().missing()).toEqual([]);
  });

  it("without ALTER USER the check names it and nothing is changed", async () => {
    const { missing, issue, draft, before } = begin();
    at.login.privileges.delete("ALTER USER");
    expect(await missing()).toEqual(["ALTER USER"]);
    expect(await outcomeOf(issue(draft))).toBe("forbidden");
    at.login.privileges.add("ALTER USER");
    expect(await accepts(before)).toBe(true);
  });

  it("without CREATE SESSION the check names it", async () => {
    const { check } = begin();
    at.login.privileges.delete("CREATE SESSION");
    await expect(check()).rejects.toThrow("CREATE SESSION");
    at.login.privileges.add("CREATE SESSION");
  });

  it("with a grant on DBA_USERS the check finds what a login would find later", async () => {
    const { missing, check, names } = begin();
    userOf(names.username2).locked = true;
    expect(await missing()).toEqual([]);
    at.login.privileges.add("SELECT ON SYS.DBA_USERS");
    expect(await missing()).toEqual([
      `user "${names.username2.toUpperCase()}": an account that is not locked`,
    ]);
    userOf(names.username2).authentication = "EXTERNAL";
    expect(await outcomeOf(check())).toBe("invalid");
    at.login.privileges.delete("SELECT ON SYS.DBA_USERS");
  });

  it("a user with an administrative privilege is not changed, and told", async () => {
    const { names, issue, draft, before } = begin();
    userOf(names.username1).administrative = true;
    expect(await outcomeOf(issue(draft))).toBe("forbidden");
    expect(await accepts(before)).toBe(true);
  });

  it("users that are the same, the connection's own or absent are refused", async () => {
    const check = (username1: string, username2: string) =>
      outcomeOf(callsOf(provider, at.connection, { username1, username2 }).check());
    const { names } = begin();
    expect(await check(names.username1, `"${names.username1.toUpperCase()}"`)).toBe("invalid");
    expect(await check(names.username1, "TurnBolt")).toBe("invalid");
    expect(await check(names.username1, "nobody_there")).toBe("not-found");
    expect(await check(names.username1, `"${names.username2}"`)).toBe("not-found");
  });
});
