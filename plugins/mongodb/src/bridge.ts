import { mkdtemp, rm } from "node:fs/promises";
import { createServer, isIP, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as startTls, type TLSSocket } from "node:tls";
import { dial, type Runtime } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/**
 * A way for the driver, which opens its sockets itself, over those of the host: a socket file in a folder that only we
 * may enter. What comes in there goes out through the host, with our TLS.
 */
export interface Bridge {
  readonly path: string;
  /** Rejects when a way out fails or is closed over there: the driver would go on trying until its time is over. */
  readonly broken: Promise<never>;
  end(): Promise<void>;
}

export async function openBridge(to: Connection, runtime: Runtime): Promise<Bridge> {
  const folder = await mkdtemp(join(tmpdir(), "turnbolt-mongodb-"));
  const path = join(folder, "way.sock");
  const open = new Set<Socket>();
  const { promise: broken, reject: breaks } = Promise.withResolvers<never>();
  // Nobody may be waiting when it happens.
  broken.catch(() => {});
  const server = createServer((near) => {
    open.add(near);
    near.on("error", () => {});
    near.pause();
    wayOut(to, runtime).then(
      (far) => {
        open.add(far);
        far.on("close", () => breaks(Object.assign(new Error("closed"), { code: "CONNECTION_CLOSED" })));
        joinEnds(near, far);
      },
      (error: unknown) => {
        breaks(error);
        near.destroy();
      },
    );
  });
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  runtime.signal.addEventListener("abort", cut, { once: true });
  await listening(server, path);
  return {
    path,
    broken,
    end: async () => {
      runtime.signal.removeEventListener("abort", cut);
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function joinEnds(near: Socket, far: Socket): void {
  far.on("error", () => near.destroy());
  far.on("close", () => near.destroy());
  near.on("close", () => far.destroy());
  near.pipe(far);
  far.pipe(near);
}

async function wayOut(to: Connection, runtime: Runtime): Promise<Socket> {
  // On Node the host lends sockets of Node.
  const socket = (await dial(runtime, to, "mongodb-credentials")) as Socket;
  return to.sslEnabled ? await secured(socket, to) : socket;
}

function secured(
  socket: Socket,
  { host, sslRejectUnauthorized, sslCertificate }: Connection,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const stream = startTls(
      {
        socket,
        host,
        servername: isIP(host) ? "" : host,
        rejectUnauthorized: sslRejectUnauthorized,
        ...(sslCertificate === undefined ? {} : { ca: sslCertificate }),
      },
      () => resolve(stream),
    );
    stream.once("error", reject);
  });
}

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
