import { readFileSync, rmSync } from "node:fs";
import { type Certificate, selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { addressIn } from "../src/redirect.ts";
import type { Listener } from "./emulator/server.ts";
import { canLogin, pair, startEmulator } from "./target.ts";

describe("a listener that sends its clients on", () => {
  const made: Certificate[] = [];
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    for (const names of ["DNS:localhost", "IP:127.0.0.1", "DNS:other.example.com"])
      made.push(await selfSigned(names));
  });
  afterAll(async () => {
    for (const end of ends) await end();
    for (const { folder } of made) rmSync(folder, { recursive: true });
  });

  const start = async (listener: Listener = {}) => {
    const emulator = await startEmulator(listener);
    ends.push(emulator.server.stop);
    return emulator;
  };
  const keysOf = (index: number) => {
    const { key, certificate } = made[index] ?? { key: "", certificate: { pem: "" } };
    return { tls: { key: readFileSync(key, "utf8"), cert: certificate.pem } };
  };
  const everyAuthority = () => made.map(({ certificate }) => certificate.pem).join("\n");
  const addressOf = ({ server }: Awaited<ReturnType<typeof start>>) =>
    `(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${server.port}))`;

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])(
    "is followed through sockets of the host (TLS: %s, at length: %s)",
    async (sslEnabled, redirectsAtLength) => {
      const node = await start(sslEnabled ? { ...keysOf(1), renegotiates: true } : {});
      const scan = await start({
        ...(sslEnabled ? keysOf(0) : {}),
        ...{ redirectTo: addressOf(node), redirectsAtLength },
      });
      const names = pair(node.server);
      const tls = sslEnabled ? { sslEnabled, sslCertificate: everyAuthority() } : {};
      const { choose, issue, verify } = callsOf(
        provider,
        { ...scan.connection, host: "localhost", ...tls },
        names,
      );
      const runtime = plainRuntime();
      const draft = choose();
      await issue(draft, runtime);
      await verify(draft.secret);
      expect(runtime.sockets.map(({ remotePort }) => remotePort ?? "ended")).toHaveLength(2);
      expect(scan.server.seen).toEqual([]);
      if (!sslEnabled) expect(await canLogin(node.server, draft.secret)).toBe(true);
      await expect.poll(() => runtime.sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
    },
  );

  it("is not followed to a server whose certificate names neither what was asked for nor what was reached", async () => {
    const node = await start(keysOf(2));
    const scan = await start({ ...keysOf(0), redirectTo: addressOf(node) });
    const connection = {
      ...scan.connection,
      host: "localhost",
      sslEnabled: true,
      sslCertificate: everyAuthority(),
    };
    const { checkConnection } = callsOf(provider, connection, pair(node.server));
    expect(await outcomeOf(checkConnection())).toBe("unavailable");
    expect(node.server.seen).toEqual([]);
  });

  it("is not followed where the host may not go", async () => {
    const node = await start();
    const scan = await start({ redirectTo: addressOf(node) });
    const runtime = plainRuntime();
    const { socket } = runtime;
    const guarded = {
      ...runtime,
      socket: async (host: string, port: number) => {
        if (port === node.server.port) throw new Error("this address is not allowed");
        return await socket(host, port);
      },
    };
    const { checkConnection } = callsOf(provider, scan.connection, pair(node.server));
    expect(await outcomeOf(checkConnection(guarded))).toBe("unavailable");
    expect(node.server.seen).toEqual([]);
  });

  it.each([
    ["(ADDRESS=(PROTOCOL=tcp)(HOST=a)(PORT=1521))(ADDRESS=(PROTOCOL=tcp)(HOST=b)(PORT=1521))"],
    ["(ADDRESS=(PROTOCOL=ipc)(KEY=x))"],
    ["nonsense"],
  ])("to no single address is refused: %s", async (redirectTo) => {
    const scan = await start({ redirectTo });
    const { checkConnection } = callsOf(provider, scan.connection, pair(scan.server));
    expect(await outcomeOf(checkConnection())).toBe("invalid");
  });

  it("round and round is refused", async () => {
    const listener = { redirectTo: "" };
    const scan = await start(listener);
    listener.redirectTo = addressOf(scan);
    const runtime = plainRuntime();
    const { checkConnection } = callsOf(provider, scan.connection, pair(scan.server));
    expect(await outcomeOf(checkConnection(runtime))).toBe("invalid");
    expect(runtime.sockets).toHaveLength(3);
  });

  it("is cut off with the call", async () => {
    const node = await start();
    const scan = await start({ redirectTo: addressOf(node) });
    const runtime = plainRuntime();
    node.server.hooks.before = () => {
      runtime.abort();
      return undefined;
    };
    const { checkConnection } = callsOf(provider, scan.connection, pair(node.server));
    expect(await outcomeOf(checkConnection(runtime))).toBe("unavailable");
    await expect.poll(() => runtime.sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it.each([
    ["(ADDRESS=(PROTOCOL=tcp)(HOST=rac1-vip)(PORT=1521))", { host: "rac1-vip", port: 1521 }],
    ["(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(PORT=2484)(HOST = fd00::1)))", { host: "fd00::1", port: 2484 }],
    ["(ADDRESS=(PROTOCOL=tcp)(HOST=a/b)(PORT=1521))", null],
    ["(ADDRESS=(PROTOCOL=tcp)(HOST=a)(PORT=99999))", null],
    ["(ADDRESS=(PROTOCOL=tcp)(HOST=a))", null],
  ])("%s is %o", (text, address) => {
    expect(addressIn(text)).toEqual(address);
  });
});
