import { chmodSync, rmSync } from "node:fs";
import { requireTarget, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { startMariadb } from "./target.ts";

describe.skipIf(!requireTarget("mariadb"))("TLS at MariaDB", () => {
  const folders: string[] = [];
  let pem: string;
  let at: Awaited<ReturnType<typeof startMariadb>>;
  beforeAll(async () => {
    const { folder, key, certificate } = await made("DNS:localhost,DNS:db.example.com");
    pem = certificate.pem;
    // The server reads them as another account.
    chmodSync(folder, 0o755);
    chmodSync(key, 0o644);
    at = await startMariadb([`--ssl-cert=${certificate.path}`, `--ssl-key=${key}`]);
    await at.server.run("ALTER USER 'turnbolt'@'%' REQUIRE SSL");
  });
  afterAll(async () => {
    await at.server.stop();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const made = async (names: string) => {
    const one = await selfSigned(names);
    folders.push(one.folder);
    return one;
  };
  const tls = (more: object) =>
    outcomeOf(
      callsOf(
        provider,
        { ...at.connection, host: "localhost", sslEnabled: true, sslCertificate: pem, ...more },
        { username1: "a", username2: "b" },
      ).checkConnection(),
    );

  it("trusts the authority of the connection", async () => {
    expect(await tls({})).toBe("ok");
  });

  it("sends no password to a server that nobody vouches for", async () => {
    expect(await tls({ sslCertificate: (await made("DNS:localhost")).certificate.pem })).toBe("unavailable");
    expect(await tls({ sslCertificate: undefined })).toBe("unavailable");
    expect(await tls({ sslCertificate: undefined, sslRejectUnauthorized: false })).toBe("ok");
  });

  it("refuses a certificate of another host, for an address too", async () => {
    expect(await tls({ host: "127.0.0.1" })).toBe("unavailable");
    expect(await tls({ host: "127.0.0.1", sslRejectUnauthorized: false })).toBe("ok");
  });

  it("is told apart from a wrong password where the server insists on it", async () => {
    expect(await tls({ sslEnabled: false })).toBe("unauthorized");
  });
});
