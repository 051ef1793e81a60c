import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isRotationError } from "@turnbolt/core";
import { faultProxy, freePort, requireTarget, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { GRANT, LOGIN, startRedis } from "./target.ts";

describe.skipIf(!requireTarget("redis"))("Redis", () => {
  let at: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    at = await startRedis();
  });
  afterAll(() => at.server.stop());

  let prefixes = 0;
  const fresh = (more: Record<string, unknown> = {}) =>
    callsOf(
      provider,
      { ...at.connection, ...(more.connection as object) },
      { prefix: `app${++prefixes}`, ...more },
    );
  const rightsOfServer = async (name: string) => JSON.stringify(await at.server.run("ACL", "GETUSER", name));

  it("makes a user with these permissions and no other, and ends it without a trace", async () => {
    const { choose, issue, verify, list, revoke } = fresh({
      permissionScope: "~cache:* &news:* +@read -keys",
    });
    const draft = choose();
    expect(await outcomeOf(verify(draft.secret))).toBe("refused");
    await issue(draft);
    await issue(draft);
    await verify(draft.secret);
    expect(await at.server.canLogin(draft.secret)).toBe(true);
    expect(await rightsOfServer(draft.handle)).toMatch(/~cache:\*.*&news:\*/);
    expect(await list()).toEqual([{ handle: draft.handle, isDraft: false }]);
    await revoke(draft.handle);
    await revoke(draft.handle);
    expect(await list()).toEqual([]);
    expect(await at.server.canLogin(draft.secret)).toBe(false);
  });

  it("takes away what a scope had before it was edited between two tries of one draft", async () => {
    const prefix = `app${++prefixes}`;
    const before = callsOf(provider, at.connection, { prefix, permissionScope: "~* +@all" });
    const after = callsOf(provider, at.connection, { prefix, permissionScope: "~cache:* +get" });
    const draft = before.choose();
    await before.issue(draft);
    await after.issue(draft);
    const rights = await rightsOfServer(draft.handle);
    expect(rights).toContain("-@all +get");
    expect(rights).toContain("~cache:*");
    expect(rights).not.toMatch(/"~\*|~\* /);
    await before.verify(draft.secret);
  });

  it("keeps its users over a restart of the server", async () => {
    const { choose, issue, verify } = fresh();
    const draft = choose();
    await issue(draft);
    await at.server.restart();
    await verify(draft.secret);
  });

  it("shows no password to MONITOR, the slow log, the ACL log or the ACL file", async () => {
    const { choose, issue, verify } = fresh();
    const draft = choose();
    await at.server.run("CONFIG", "SET", "slowlog-log-slower-than", "0");
    await issue(draft);
    await verify(draft.secret);
    const seen = [
      JSON.stringify(await at.server.run("SLOWLOG", "GET", "-1")),
      JSON.stringify(await at.server.run("ACL", "LOG")),
      await readFile(at.server.aclFile, "utf8"),
    ].join("\n");
    expect(seen).toContain(draft.handle);
    expect(seen).not.toContain(draft.secret.password);
  });

  it("never ends a user that is named otherwise, and none of another prefix", async () => {
    const { choose, issue, list } = fresh({ prefix: "shop" });
    await at.server.run("ACL", "SETUSER", "shop", "on", ">x");
    await at.server.run("ACL", "SETUSER", "shop2-tb", "on", ">x");
    await issue(choose());
    expect((await list()).map(({ handle }) => handle)).toEqual([choose().handle]);
  });

  describe("rights", () => {
    const missing = () => fresh().missing();

    it("those of the README are enough", async () => {
      const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
      expect(readme).toContain(GRANT.join(" "));
      expect(await missing()).toEqual([]);
    });

    it.each(GRANT.filter((rule) => rule.startsWith("+acl")))(
      "without %s the check names it",
      async (rule) => {
        await at.server.run("ACL", "SETUSER", LOGIN.username, rule.replace("+", "-"));
        expect(await missing()).toEqual([rule]);
        await at.server.run("ACL", "SETUSER", LOGIN.username, rule);
      },
    );

    it("a change that is not allowed is refused and changes nothing", async () => {
      const { choose, issue, list } = fresh();
      await at.server.run("ACL", "SETUSER", LOGIN.username, "-acl|setuser");
      expect(await outcomeOf(issue(choose()))).toBe("forbidden");
      await at.server.run("ACL", "SETUSER", LOGIN.username, "+acl|setuser");
      expect(await list()).toEqual([]);
    });

    it("a change that cannot be saved is not called refused, because it is made", async () => {
      const { choose, issue, list } = fresh();
      await at.server.run("ACL", "SETUSER", LOGIN.username, "-acl|save");
      expect(await outcomeOf(issue(choose()))).toBe("unavailable");
      await at.server.run("ACL", "SETUSER", LOGIN.username, "+acl|save");
      expect(await list()).toHaveLength(1);
    });
  });

  it("tells a wrong password of the connection from a server that is not there", async () => {
    const { check } = fresh({ connection: { password: "wrong" } });
    expect(await outcomeOf(check())).toBe("unauthorized");
    expect(await outcomeOf(fresh({ connection: { port: 1 } }).check())).toBe("unavailable");
  });

  it("refuses permissions that the server does not know, and says so without its words", async () => {
    const { choose, issue } = fresh({ permissionScope: "+nonsense-canary" });
    const error: unknown = await issue(choose()).catch((error: unknown) => error);
    expect(isRotationError(error) && [error.code, error.message]).toEqual([
      "invalid",
      expect.not.stringContaining("canary"),
    ]);
  });

  it("a lost answer is unknown, and what came before it is counted once", async () => {
    const proxy = await faultProxy({ to: at.connection });
    const { choose, issue, list } = fresh({ connection: { host: proxy.host, port: proxy.port } });
    const draft = choose();
    proxy.loseAnswer((request) => request.includes("SETUSER"));
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    await issue(draft);
    expect(await list()).toEqual([{ handle: draft.handle, isDraft: false }]);
    await proxy.stop();
  });

  it("an aborted call sends nothing more", async () => {
    const { choose, issue, list } = fresh();
    const runtime = plainRuntime();
    runtime.abort();
    expect(await outcomeOf(issue(choose(), runtime).catch(() => {}))).toBe("ok");
    expect(runtime.sockets).toEqual([]);
    expect(await list()).toEqual([]);
  });
});

describe.skipIf(!requireTarget("redis"))("several nodes", () => {
  it("all get the user and all lose it; a node that cannot be reached leaves the outcome open", async () => {
    const [one, two] = await Promise.all([startRedis(), startRedis()]);
    const { port } = two.connection;
    const connection = { ...one.connection, nodes: `127.0.0.1:${port}` };
    const { choose, issue, verify, list, revoke } = callsOf(provider, connection, {});
    const draft = choose();
    await issue(draft);
    expect([await one.server.canLogin(draft.secret), await two.server.canLogin(draft.secret)]).toEqual([
      true,
      true,
    ]);
    await two.server.run("ACL", "DELUSER", draft.handle);
    expect(await outcomeOf(verify(draft.secret))).toBe("refused");
    expect(await list()).toHaveLength(1);
    await issue(draft);
    await two.server.run("ACL", "SETUSER", LOGIN.username, "-acl|deluser");
    expect(await outcomeOf(revoke(draft.handle))).toBe("unavailable");
    await two.server.run("ACL", "SETUSER", LOGIN.username, "+acl|deluser");
    await revoke(draft.handle);
    expect(await list()).toEqual([]);
    await Promise.all([one.server.stop(), two.server.stop()]);
  });
});

describe.skipIf(!requireTarget("redis"))("TLS", () => {
  it("trusts the authority of the connection and nobody else, for names and addresses", async () => {
    const { key, certificate, folder } = await selfSigned("DNS:localhost,IP:127.0.0.1");
    const files = ["--tls-cert-file", certificate.path, "--tls-key-file", key, "--tls-auth-clients", "no"];
    const tlsPort = await freePort();
    const { server, connection } = await startRedis({ settings: ["--tls-port", String(tlsPort), ...files] });
    const tls = (more: object) =>
      outcomeOf(callsOf(provider, { ...connection, port: tlsPort, sslEnabled: true, ...more }, {}).check());
    const { pem } = certificate;
    expect(await tls({ sslCertificate: pem })).toBe("ok");
    expect(await tls({ sslCertificate: pem, host: "localhost" })).toBe("ok");
    expect(await tls({})).toBe("unavailable");
    expect(await tls({ sslRejectUnauthorized: false })).toBe("ok");
    expect(await tls({ sslEnabled: false })).toBe("unavailable");
    const other = await selfSigned("DNS:elsewhere.example.com");
    expect(await tls({ sslCertificate: other.certificate.pem })).toBe("unavailable");
    await server.stop();
    for (const one of [folder, other.folder]) rmSync(one, { recursive: true });
  }, 30_000);
});

describe.skipIf(!requireTarget("redis"))("a server without an ACL file", () => {
  it("works, and says on the run what a restart would lose", async () => {
    const { server, connection } = await startRedis({ withoutAclFile: true });
    const { choose, issue, verify } = callsOf(provider, connection, {});
    const runtime = plainRuntime();
    const draft = choose();
    await issue(draft, runtime);
    await verify(draft.secret);
    expect(runtime.lines).toEqual([expect.stringContaining("keeps no ACL file")]);
    await server.stop();
  });
});
