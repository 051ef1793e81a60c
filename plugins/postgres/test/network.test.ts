import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { generatePassword } from "@turnbolt/core";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { calls, outcome } from "./calls.ts";
import { selfSigned } from "./openssl.ts";
import { testRuntime } from "./runtime.ts";
import { type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

const names = { username1: "app_a", username2: "app_b" };

describe.each(versions)("logging in to PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  let certificate: string;
  beforeAll(async () => {
    target = await startPostgres(version);
    await target.pair();
    const first = await selfSigned("DNS:localhost,DNS:db.example.com,IP:127.0.0.1");
    certificate = first.certificate;
    await useTls(first);
  });
  afterAll(() => target.stop());

  const useTls = async ({ key, certificate }: { key: string; certificate: string }) => {
    await writeFile(target.admin, "server.key", key);
    await writeFile(target.admin, "server.crt", certificate);
    await writeFile(
      target.admin,
      "pg_hba.conf",
      "hostssl all turnbolt all scram-sha-256\nhost all admin,trusted all scram-sha-256\n",
    );
    await target.admin`ALTER SYSTEM SET ssl = on`;
    await reload(target.admin);
  };
  const tls = (extra: Record<string, unknown>) =>
    outcome(
      calls(
        { ...target.connection, sslEnabled: true, ...extra },
        { username1: "app_1_a", username2: "app_1_b" },
      ).check(),
    );

  it("TLS with a private authority is used where the server insists on it", async () => {
    expect(await tls({ sslCertificate: certificate })).toBe("ok");
    expect(await tls({ sslCertificate: certificate, host: "localhost" })).toBe("ok");
    expect(await tls({ sslEnabled: false })).toBe("unauthorized");
  });

  it("a certificate that nobody trusts is refused before the password is sent, unless the check is off", async () => {
    expect(await tls({})).toBe("unavailable");
    expect(await tls({ sslCertificate: (await selfSigned("IP:127.0.0.1")).certificate })).toBe("unavailable");
    expect(await tls({ sslRejectUnauthorized: false })).toBe("ok");
  });

  it("a trusted certificate of another host is refused, for names and for addresses", async () => {
    const other = await selfSigned("DNS:localhost");
    await useTls(other);
    expect(await tls({ sslCertificate: other.certificate })).toBe("unavailable");
    expect(await tls({ sslCertificate: other.certificate, host: "localhost" })).toBe("ok");
  });

  it("where the server trusts everybody a random password is let in, so that a look can tell", async () => {
    const secret = { username: "trusted", password: generatePassword() };
    await target.admin`CREATE ROLE trusted LOGIN`;
    expect(await outcome(calls(target.connection, names).verify(secret))).toBe("refused");
    await writeFile(
      target.admin,
      "pg_hba.conf",
      "host all trusted all trust\nhost all admin all scram-sha-256\n",
    );
    await reload(target.admin);
    expect(await outcome(calls(target.connection, names).verify(secret))).toBe("ok");
  });
});

describe("a server that is not one", () => {
  let server: Server;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
    sockets.length = 0;
  });
  const listen = async (answer: (socket: Socket) => void) => {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      answer(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const connection = { host: "127.0.0.1", port, database: "app", username: "turnbolt", password: "x" };
    return (sslEnabled: boolean) => calls({ ...connection, sslEnabled }, names);
  };
  const secret = { username: "app_a", password: "x" };

  it.each([true, false])(
    "that hangs up is unavailable after one try (TLS %s)",
    async (sslEnabled) => {
      const at = await listen((socket) => socket.once("data", () => socket.end()));
      expect(await outcome(at(sslEnabled).verify(secret))).toBe("unavailable");
      expect(sockets).toHaveLength(1);
    },
    5_000,
  );

  it("that has no TLS never hears the user's name", async () => {
    const heard: Buffer[] = [];
    const at = await listen((socket) => {
      socket.on("data", (data) => heard.push(data));
      socket.once("data", () => socket.write("N", () => socket.end()));
    });
    expect(await outcome(at(true).verify(secret))).toBe("unavailable");
    expect(Buffer.concat(heard).includes("app_a")).toBe(false);
  });

  it("that says nothing is given up after ten seconds", async () => {
    const at = await listen(() => {});
    const from = performance.now();
    expect(await outcome(at(false).verify(secret))).toBe("unavailable");
    expect(performance.now() - from).toBeLessThan(15_000);
  }, 20_000);
});

describe("a host that does not answer", () => {
  afterEach(() => vi.useRealTimers());

  it("is given up after ten seconds, and a socket that comes later is thrown away", async () => {
    vi.useFakeTimers();
    const { promise, resolve } = Promise.withResolvers<{ destroy(): void }>();
    const runtime = { ...testRuntime(), socket: () => promise };
    const login = { host: "db", database: "app", username: "turnbolt", password: "x" };
    const verified = outcome(calls(login, names).verify({ username: "app_a", password: "x" }, runtime));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await verified).toBe("unavailable");
    const destroy = vi.fn();
    resolve({ destroy });
    await promise;
    expect(destroy).toHaveBeenCalledOnce();
  });
});

/** Writes a file into the server's folder, as the server's account. */
async function writeFile(admin: postgres.Sql, name: string, text: string): Promise<void> {
  const [copy] = await admin<{ statement: string }[]>`SELECT format(
    'COPY (SELECT line FROM regexp_split_to_table(%L, chr(10)) line) TO PROGRAM %L',
    ${text}::text, ${`umask 077; cat > ${name}`}::text) AS statement`;
  await admin.unsafe(copy?.statement ?? "");
}

/** Makes the server read its settings again; a login that starts afterwards sees them. */
async function reload(admin: postgres.Sql): Promise<void> {
  const loaded = async () => {
    const [row] = await admin<{ at: string }[]>`SELECT pg_conf_load_time()::text AS at`;
    return row?.at;
  };
  const before = await loaded();
  await admin`SELECT pg_reload_conf()`;
  await vi.waitFor(async () => expect(await loaded()).not.toBe(before), { interval: 5 });
}
