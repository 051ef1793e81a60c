import { once } from "node:events";
import type { Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import type { Runtime } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { authority, certificate, privateKey } from "./certificates.ts";
import { lend, standStill } from "./lend.ts";
import { tcpServer } from "./servers.ts";

const dial = async (runtime: Runtime, port: number) => (await runtime.socket("127.0.0.1", port)) as Socket; // on Node it is one

describe("a socket of the host", () => {
  it("carries what is written and what is answered", async () => {
    const server = await tcpServer((socket) => socket.write("hello"));
    const { runtime, close } = lend();
    const socket = await dial(runtime, server.port);
    const [bytes] = await once(socket, "data");
    expect(String(bytes)).toBe("hello");
    const big = "x".repeat(1_000_000);
    socket.end(big);
    await expect.poll(() => server.received().length).toBe(big.length);
    close();
  });

  it("puts no byte on the wire after the deadline, when the process stood still", async () => {
    const server = await tcpServer();
    const { runtime } = lend({ deadline: performance.now() + 100 });
    const socket = await dial(runtime, server.port);
    socket.write("in time;");
    await expect.poll(server.received).toBe("in time;");
    const ended = once(socket, "close");
    standStill(120);
    socket.write("too late");
    await expect(ended).rejects.toMatchObject({ name: "DeadlinePassed" });
    await expect.poll(() => [...server.sockets].every((other) => other.closed)).toBe(true);
    expect(server.received()).toBe("in time;");
  });

  it("puts no byte of TLS on the wire after the deadline either", async () => {
    const received: string[] = [];
    const server = createTlsServer({ cert: certificate, key: privateKey }, (peer) => {
      peer.on("data", (bytes: Buffer) => received.push(bytes.toString())).on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const deadline = performance.now() + 400;
    const { runtime } = lend({ deadline });
    const plain = await dial(runtime, port);
    let sent = 0;
    // Drivers that negotiate TLS take their own listeners off first.
    plain.removeAllListeners();
    const secured = connectTls({ socket: plain, ca: authority, servername: "localhost" });
    secured.on("error", () => {});
    await once(secured, "secureConnect");
    secured.write("in time;");
    await expect.poll(() => received.join("")).toBe("in time;");
    sent = plain.bytesWritten;
    standStill(Math.max(0, deadline - performance.now()) + 20);
    secured.write("too late");
    await expect.poll(() => plain.closed).toBe(true);
    expect(plain.bytesWritten).toBe(sent);
    expect(received.join("")).toBe("in time;");
    server.close();
  });

  it("stops in the middle of what the other side does not take", async () => {
    const server = await tcpServer((socket) => socket.pause());
    const { runtime } = lend({ deadline: performance.now() + 200 });
    const socket = await dial(runtime, server.port);
    const ended = once(socket, "close");
    socket.write("x".repeat(50_000_000));
    await expect(ended).rejects.toMatchObject({ name: "DeadlinePassed" });
    for (const other of server.sockets) other.resume();
    await expect.poll(() => [...server.sockets].every((other) => other.closed)).toBe(true);
    expect(server.received().length).toBeLessThan(50_000_000);
  });

  it("is destroyed when its deadline comes, when the call is over, and when the server gives up", async () => {
    const server = await tcpServer();
    const ways = [
      () => lend({ deadline: performance.now() + 50 }),
      () => {
        const call = lend();
        setTimeout(call.close, 50);
        return call;
      },
      () => {
        const call = lend();
        setTimeout(call.host.abortAll, 50);
        return call;
      },
    ];
    for (const way of ways) {
      const { runtime } = way();
      const socket = await dial(runtime, server.port);
      await new Promise((resolve) => socket.once("close", resolve));
      expect(socket.destroyed).toBe(true);
      expect(runtime.signal.aborted).toBe(true);
    }
  });

  it("is not opened after the deadline", async () => {
    const server = await tcpServer();
    const { runtime } = lend({ deadline: performance.now() - 1 });
    await expect(runtime.socket("127.0.0.1", server.port)).rejects.toMatchObject({ name: "DeadlinePassed" });
    expect(server.sockets.size).toBe(0);
    expect(server.received()).toBe("");
  });

  it("fails with the system's code when nobody listens", async () => {
    const { runtime } = lend();
    await expect(runtime.socket("127.0.0.1", 1)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("the log of a call", () => {
  it("strikes secrets, as they are and encoded", () => {
    const secret = "hunter2 & more";
    const warnings: string[] = [];
    const { runtime, lines } = lend({ secrets: [secret], onWarning: (message) => warnings.push(message) });
    runtime.log.warn(`the password ${secret} or ${encodeURIComponent(secret)} or ${btoa(secret)}`);
    runtime.log.info(secret);
    const told = lines.join("") + warnings.join("");
    expect(told).toContain("the password [redacted] or [redacted] or [redacted]");
    expect(told).not.toContain("hunter2");
  });
});
