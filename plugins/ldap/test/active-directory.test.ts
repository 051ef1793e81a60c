import { readFile } from "node:fs/promises";
import { requireTarget } from "@turnbolt/targets";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { GRANTS, grant, startSamba } from "./targets.ts";

describe.skipIf(!requireTarget("samba"))("Active Directory alone", () => {
  let at: Awaited<ReturnType<typeof startSamba>>;
  beforeAll(async () => {
    at = await startSamba({ oldPasswordMinutes: 60 });
  }, 60_000);
  afterAll(() => at.stop());

  const begin = async (more: object = {}) => {
    const account = await at.account();
    const rotation = callsOf(provider, at.connection, { dn: account.dn, ...more });
    return { ...rotation, account, draft: rotation.choose() };
  };
  const set = (dn: string, type: string, value: string) =>
    at.server.run((client) =>
      client.modify(
        dn,
        new Change({ operation: "replace", modification: new Attribute({ type, values: [value] }) }),
      ),
    );

  it("knows accounts by their UPN too, and several of one name are refused", async () => {
    const { account } = await begin();
    const name = /CN=(app-\d+),/.exec(account.dn)?.[1] ?? "";
    const byUpn = callsOf(provider, at.connection, { dn: `${name}@example.test` });
    expect(await byUpn.missing()).toEqual([]);
    const draft = byUpn.choose();
    await byUpn.issue(draft);
    await byUpn.verify(draft.secret);
    expect(await at.canLogin({ dn: account.dn, password: draft.secret.password })).toBe(true);
    const nobody = callsOf(provider, at.connection, { dn: "*@example.test" });
    expect(await outcomeOf(nobody.check())).toBe("not-found");
  });

  it("lets the old password in for a while, as a real one does", async () => {
    const { account, draft, issue } = await begin();
    await issue(draft);
    expect([await at.canLogin(draft.secret), await at.canLogin(account)]).toEqual([true, true]);
  });

  it("the right Reset Password alone is enough, as the README grants it", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    expect(readme).toContain(GRANTS.resetPassword);
    const bare = await at.server.createAccount("bare", "First-Passw0rd-1", "Computers");
    const rotation = callsOf(provider, at.connection, { dn: bare });
    expect(await rotation.missing()).toEqual([`Reset Password on ${bare}`]);
    await grant(at.server, bare, at.sid);
    expect(await rotation.missing()).toEqual([]);
    expect(await outcomeOf(rotation.issue(rotation.choose()))).toBe("ok");
  });

  it("an account that is switched off or must change its password is not called a wrong password", async () => {
    const { account, verify } = await begin();
    await set(account.dn, "pwdLastSet", "0");
    expect(await outcomeOf(verify(account))).toBe("forbidden");
    await set(account.dn, "userAccountControl", "514");
    expect(await outcomeOf(verify(account))).toBe("forbidden");
  });

  it("a change that comes too soon after the last one is refused, and the old password works on", async () => {
    const { account } = await begin();
    await at.server.tool("domain", "passwordsettings", "set", "--min-pwd-age=1");
    const own = callsOf(provider, { ...at.connection, ...account }, { dn: account.dn });
    expect(await outcomeOf(own.issue(own.choose()))).toBe("refused");
    await at.server.tool("domain", "passwordsettings", "set", "--min-pwd-age=0");
    expect(await at.canLogin(account)).toBe(true);
  });

  it("wants ldaps, and says so before anything is sent", () => {
    const plain = { ...at.connection, url: at.connection.url.replace("ldaps:", "ldap:") };
    expect(provider.connection.safeParse(plain).error?.issues[0]?.message).toContain("ldaps://");
  });
});
