import { readFileSync, rmSync } from "node:fs";
import { type Certificate, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import type { Encryption } from "./emulator/server.ts";
import { startEmulator } from "./target.ts";

describe("TLS at SQL Server", () => {
  const made: Certificate[] = [];
  const ends: (() => Promise<void>)[] = [];
  let at: Awaited<ReturnType<typeof startEmulator>>;
  let pem: string;
  beforeAll(async () => {
    at = await start("DNS:localhost,DNS:db.example.com", { required: true });
    pem = made[0]?.certificate.pem ?? "";
  });
  afterAll(async () => {
    for (const end of ends) await end();
    for (const { folder } of made) rmSync(folder, { recursive: true });
  });

  const start = async (names: string, more: Encryption = {}) => {
    const certificate = await selfSigned(names);
    made.push(certificate);
    const tls = { key: readFileSync(certificate.key, "utf8"), cert: certificate.certificate.pem };
    const emulator = await startEmulator({ tls, ...more });
    ends.push(emulator.server.stop);
    return emulator;
  };
  const tls = (more: object, to = at) =>
    outcomeOf(
      callsOf(
        provider,
        { ...to.connection, host: "localhost", sslEnabled: true, sslCertificate: pem, ...more },
        { username1: "a", username2: "b" },
      ).checkConnection(),
    );

  it("trusts the authority of the connection", async () => {
    expect(await tls({})).toBe("ok");
  });

  it("tells a wrong password from a wrong certificate", async () => {
    expect(await tls({ password: "wrong" })).toBe("unauthorized");
  });

  it("sends no login to a server that nobody vouches for", async () => {
    at.server.seen.length = 0;
    const other = await selfSigned("DNS:localhost");
    made.push(other);
    expect(await tls({ sslCertificate: other.certificate.pem })).toBe("unavailable");
    expect(await tls({ sslCertificate: undefined })).toBe("unavailable");
    expect(at.server.seen).toEqual([]);
    expect(await tls({ sslCertificate: undefined, sslRejectUnauthorized: false })).toBe("ok");
  });

  it("refuses a certificate of another host, for an address too", async () => {
    expect(await tls({ host: "127.0.0.1" })).toBe("unavailable");
    expect(await tls({ host: "127.0.0.1", sslRejectUnauthorized: false })).toBe("ok");
    const address = await start("IP:127.0.0.1");
    const sslCertificate = made.at(-1)?.certificate.pem;
    expect(await tls({ host: "127.0.0.1", sslCertificate }, address)).toBe("ok");
    expect(await tls({ sslCertificate }, address)).toBe("unavailable");
  });

  it("sends no login in clear to a server that says it has no TLS", async () => {
    const clear = await startEmulator();
    ends.push(clear.server.stop);
    expect(await tls({}, clear)).toBe("unavailable");
    expect(await tls({ sslRejectUnauthorized: false }, clear)).toBe("unavailable");
    expect(clear.server.seen).toEqual([]);
  });

  it("says that the two must agree where the server insists on TLS", async () => {
    const { checkConnection } = callsOf(provider, at.connection, { username1: "a", username2: "b" });
    await expect(checkConnection(plainRuntime())).rejects.toThrow("sslEnabled");
  });
});
