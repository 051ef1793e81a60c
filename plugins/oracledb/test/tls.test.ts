import { readFileSync, rmSync } from "node:fs";
import { type Certificate, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import type { Listener } from "./emulator/server.ts";
import { pair, startEmulator } from "./target.ts";

describe("TLS at Oracle Database", () => {
  const made: Certificate[] = [];
  const ends: (() => Promise<void>)[] = [];
  let at: Awaited<ReturnType<typeof startEmulator>>;
  let pem: string;
  beforeAll(async () => {
    at = await start("DNS:localhost,DNS:db.example.com");
    pem = made[0]?.certificate.pem ?? "";
  });
  afterAll(async () => {
    for (const end of ends) await end();
    for (const { folder } of made) rmSync(folder, { recursive: true });
  });

  const start = async (names: string | null, more: Listener = {}) => {
    const certificate = names === null ? null : await selfSigned(names);
    if (certificate) made.push(certificate);
    const tls = certificate && {
      tls: { key: readFileSync(certificate.key, "utf8"), cert: certificate.certificate.pem },
    };
    const emulator = await startEmulator({ ...tls, ...more });
    ends.push(emulator.server.stop);
    return emulator;
  };
  const reach = (more: object, to = at) =>
    callsOf(
      provider,
      { ...to.connection, host: "localhost", sslEnabled: true, sslCertificate: pem, ...more },
      pair(to.server),
    );
  const tls = (more: object, to = at) => outcomeOf(reach(more, to).checkConnection());

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

  it("sends no login in clear to a server without TLS, and says where to look", async () => {
    const clear = await start(null);
    expect(await tls({}, clear)).toBe("unavailable");
    await expect(reach({ sslRejectUnauthorized: false }, clear).checkConnection()).rejects.toThrow(
      "sslEnabled",
    );
    expect(clear.server.seen).toEqual([]);
  });

  it("says where to look when the server takes nothing but TLS", async () => {
    await expect(reach({ sslEnabled: false }).checkConnection()).rejects.toThrow("sslEnabled");
  });

  it("makes the new handshake that a listener asks for when it hands its client on, and looks again", async () => {
    const handing = await start("DNS:localhost", { renegotiates: true });
    const sslCertificate = made.at(-1)?.certificate.pem;
    const { checkConnection, choose, issue, verify } = reach({ sslCertificate }, handing);
    await checkConnection();
    const draft = choose();
    await issue(draft);
    await verify(draft.secret);
    expect(await tls({ sslCertificate: pem }, handing)).toBe("unavailable");
  });
});
