import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Document } from "mongodb";
import { type Link, type Server, serve } from "./commands.ts";
import { keysOf, type User } from "./users.ts";
import { answerTo, readAll } from "./wire.ts";

/** "drop": the connection ends without an answer. */
type Step = Document | "drop" | undefined;

export interface MongodbEmulator extends Server {
  readonly port: number;
  /** What was asked, by name. */
  readonly seen: string[];
  /** What a test does to a command: `before` it has any effect, or `after`. */
  readonly hooks: {
    before?: (command: Document) => Step;
    after?: (command: Document, answer: Document) => Step;
  };
  addUser(name: string, password: string, more?: Partial<Pick<User, "database" | "privileges">>): void;
  stop(): Promise<void>;
}

/** One MongoDB server with authentication on, on loopback. */
export async function startMongodb(tls?: {
  readonly key: string;
  readonly cert: string;
}): Promise<MongodbEmulator> {
  const state: Server = { users: [], primary: true };
  const hooks: MongodbEmulator["hooks"] = {};
  const seen: string[] = [];
  const open = new Set<Socket>();
  const welcome = (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => {});
    const link: Link = { user: null, conversation: null };
    let left = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      try {
        const { requests, rest } = readAll(Buffer.concat([left, bytes]));
        left = Buffer.from(rest);
        for (const request of requests) {
          seen.push(Object.keys(request.document)[0] ?? "");
          const first = hooks.before?.(request.document) ?? serve(state, link, request.document);
          const last = first === "drop" ? first : (hooks.after?.(request.document, first) ?? first);
          if (last === "drop") return void socket.destroy();
          if (!request.silent) socket.write(answerTo(request, last));
        }
      } catch {
        // What is not this protocol gets no answer, as from the real one.
        socket.destroy();
      }
    });
  };
  const server = tls ? createTlsServer(tls, welcome) : createServer(welcome);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return Object.assign(state, {
    port: address.port,
    seen,
    hooks,
    addUser: (name: string, password: string, { database = "admin", privileges = [] }: Partial<User> = {}) =>
      void state.users.push({ name, database, privileges, ...keysOf(password) }),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  });
}
