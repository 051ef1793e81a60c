import { readFile } from "node:fs/promises";
import { faultProxy, requireTarget, SUFFIX, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { passwordModify } from "../src/password-modify.ts";
import { GRANTS, startOpenldap } from "./targets.ts";

describe.skipIf(!requireTarget("openldap"))("OpenLDAP alone", () => {
  let at: Awaited<ReturnType<typeof startOpenldap>>;
  beforeAll(async () => {
    at = await startOpenldap();
  });
  afterAll(() => at.stop());

  const begin = async (connection: object = {}) => {
    const account = await at.account();
    const rotation = callsOf(provider, { ...at.connection, ...connection }, { dn: account.dn });
    return { ...rotation, account, draft: rotation.choose() };
  };

  it("needs the access that the README names, and no more", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    expect(readme.replace(/\s+/g, " ")).toContain(GRANTS.openldap);
  });

  it("keeps the password hashed, never as it came", async () => {
    const { account, draft, issue } = await begin();
    await issue(draft);
    const { searchEntries } = await at.server.run((client) =>
      client.search(account.dn, { scope: "base", attributes: ["userPassword"] }),
    );
    const stored = JSON.stringify(searchEntries);
    expect(stored).toContain("{SSHA}");
    expect(stored).not.toContain(draft.secret.password);
  });

  it("a lost answer is unknown, and the first try holds whatever the second one is told", async () => {
    const { hostname, port } = new URL(at.connection.url);
    const proxy = await faultProxy({ to: { host: hostname, port: Number(port) } });
    const { draft, issue } = await begin({ url: `ldap://${proxy.host}:${proxy.port}` });
    proxy.loseAnswer((request) => request.includes("1.3.6.1.4.1.4203.1.11.1"));
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    await expect.poll(() => at.canLogin(draft.secret)).toBe(true);
    // History may refuse the same password: that is no word about the first try.
    expect(["ok", "refused"]).toContain(await outcomeOf(issue(draft)));
    expect(await at.canLogin(draft.secret)).toBe(true);
    await proxy.stop();
  });

  it("TLS trusts the authority of the connection and nobody else", async () => {
    const { url, certificate } = at.server.tls;
    const tls = async (more: object) => outcomeOf((await begin({ url, ...more })).check());
    expect(await tls({ sslCertificate: certificate })).toBe("ok");
    expect(await tls({})).toBe("unavailable");
    expect(await tls({ sslRejectUnauthorized: false })).toBe("ok");
    const other = await selfSigned("IP:127.0.0.1");
    expect(await tls({ sslCertificate: other.certificate.pem })).toBe("unavailable");
  });

  it.each(["a,b", "a=b", 'a"b', "a\\b", "a+b", "a;b", "<a>", "#a", " a", "ü ß", "日本"])(
    "reaches exactly the account that is called %j",
    async (uid) => {
      const dn = await at.server.createAccount(uid, "First-password-1");
      const bystander = await at.account();
      const { issue, choose, verify } = callsOf(provider, at.connection, { dn });
      await issue(choose());
      await verify(choose().secret).catch(() => {});
      expect(await at.canLogin({ dn, password: "First-password-1" })).toBe(false);
      expect(await at.canLogin(bystander)).toBe(true);
    },
  );
});

describe.skipIf(!requireTarget("openldap"))("an account that a few wrong passwords lock", () => {
  it("is not locked by the logins of a check and of two probes", async () => {
    const policy = ["pwdLockout: TRUE", "pwdMaxFailure: 4", "pwdLockoutDuration: 1800"];
    const at = await startOpenldap({ policy });
    const account = await at.account();
    const { verify } = callsOf(provider, at.connection, { dn: account.dn });
    const { attempts } = provider.lockout ?? { attempts: Number.POSITIVE_INFINITY };
    for (let probe = 1; probe < attempts + 1; probe++) {
      expect(await outcomeOf(verify({ ...account, password: `wrong-${probe}` }))).toBe("refused");
    }
    expect(await at.canLogin(account)).toBe(true);
    await at.stop();
  });
});

describe("the password modify request", () => {
  it("is what RFC 3062 says, for long values too", () => {
    expect(passwordModify({ dn: "a", password: "bc" }).toString("hex")).toBe(
      "3007800161820262 63".replace(" ", ""),
    );
    const long = passwordModify({
      dn: `uid=${"x".repeat(300)},${SUFFIX}`,
      old: "o",
      password: "p".repeat(200),
    });
    expect(long.subarray(0, 2).toString("hex")).toBe("3082");
    expect(long.readUInt16BE(2)).toBe(long.length - 4);
  });
});
