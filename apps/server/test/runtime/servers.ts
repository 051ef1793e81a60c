import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach } from "vitest";
import { certificate, privateKey } from "./certificates.ts";

const open = new Set<() => Promise<void>>();
afterEach(async () => {
  await Promise.all([...open].map((stop) => stop()));
  open.clear();
});

/** A TCP server that remembers every byte; ended after the test. */
export async function tcpServer(answer: (socket: Socket) => void = () => {}) {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (bytes: Buffer) => received.push(bytes));
    socket.on("error", () => {});
    answer(socket);
  });
  const port = await listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
  return { port, sockets, received: () => Buffer.concat(received).toString("utf8") };
}

export const httpServer = async (listener: RequestListener): Promise<number> => {
  const server = createHttp(listener);
  return await listening(server, () => server.closeAllConnections());
};

export const httpsServer = async (listener: RequestListener): Promise<number> => {
  const server = createHttps({ cert: certificate, key: privateKey }, listener);
  return await listening(server, () => server.closeAllConnections());
};

/** An HTTP proxy that passes CONNECT on, wherever to, and remembers what it was asked. */
export async function connectProxy(to: number) {
  const heads: string[] = [];
  const server = createServer((socket) => {
    socket.once("data", (bytes: Buffer) => {
      heads.push(bytes.toString("latin1"));
      const onward = connect(to, "127.0.0.1", () =>
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n"),
      );
      onward.pipe(socket).pipe(onward);
      onward.on("error", () => socket.destroy());
    });
    socket.on("error", () => {});
  });
  const port = await listening(server, () => {});
  return { port, heads };
}

async function listening(server: Server, cut: () => void): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.add(async () => {
    cut();
    server.close();
  });
  return (server.address() as AddressInfo).port; // it listens on a port, not on a path
}
