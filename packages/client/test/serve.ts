import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { type Actor, createApi, type Services } from "@turnbolt/api";
import { corner } from "@turnbolt/testkit";

const ACTOR: Actor = {
  kind: "machine",
  id: "machine:1",
  name: "ci",
  isAdmin: true,
  roles: new Map(),
  address: null,
  requestId: null,
};

export interface Door {
  readonly url: string;
  /** What was asked, oldest first. */
  readonly requests: readonly { readonly path: string; readonly token: string | null }[];
  /** Cuts every connection, as a proxy that restarts does. */
  cut(): void;
  stop(): Promise<void>;
}

/** The real router on a real socket, over services that a test makes; login and tokens are as the contract has them. */
export async function serve(
  services: Partial<Services>,
  { accepts = () => true }: { readonly accepts?: (token: string | null) => boolean } = {},
): Promise<Door> {
  const requests: { path: string; token: string | null }[] = [];
  let logins = 0;
  const trpc = createHTTPHandler({
    router: createApi([corner("single-chosen").provider]),
    basePath: "/trpc/",
    // The procedures under test call nothing else.
    createContext: () => ({ services: services as Services, actor: ACTOR, refusal: null, from: ACTOR }),
  });
  const server = createServer((request, response) => {
    const token = tokenOf(request);
    requests.push({ path: new URL(request.url ?? "", "http://door").pathname, token });
    if (request.url === "/api/v1/auth/universal-auth/login") {
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify({ accessToken: `token-${++logins}`, expiresIn: 3600 }));
    }
    if (!accepts(token)) {
      response.setHeader("www-authenticate", 'Bearer error="invalid_token"');
      return response.writeHead(403).end("{}");
    }
    return trpc(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    cut: () => server.closeAllConnections(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const tokenOf = ({ headers }: IncomingMessage): string | null =>
  /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? null;
