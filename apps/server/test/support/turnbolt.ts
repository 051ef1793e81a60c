import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import { pino } from "pino";
import { Agent, type Dispatcher, EventSource } from "undici";
import { type AppRouter, createServer, plugins, type Server, type Settings } from "../../src/index.ts";
import { type Http, httpOf } from "./http.ts";

export const TOKEN = "a-root-token-for-tests-0123456789abcdef";

export interface Turnbolt {
  readonly server: Server;
  readonly url: string;
  readonly client: ReturnType<typeof clientOf>;
  /** Of the project that every installation begins with. */
  readonly projectId: string;
  /** Asks over HTTP; every answer is held against the OpenAPI document. */
  readonly http: Http;
  /** Something to rotate at; never the server's own database. */
  readonly postgres: PostgresTarget;
  /** Its own database, for looking past the code under test. */
  readonly databaseUrl: string;
  /** Everything that was logged. */
  readonly lines: string[];
  stop(): Promise<void>;
}

/** A server on a throw-away PostgreSQL, with a data folder of its own. */
export async function startTurnbolt(settings: Partial<Settings> = {}): Promise<Turnbolt> {
  const [own, postgres] = await Promise.all([postgresTarget().start(), postgresTarget().start()]);
  const directory = mkdtempSync(join(tmpdir(), "turnbolt-server-"));
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const server = await createServer({
    plugins,
    log,
    settings: {
      ...{ dataDirectory: directory, databaseUrl: own.url, port: 0, rootToken: TOKEN },
      // Tests ask as fast as they can.
      rateLimits: { token: 0, address: 0 },
      ...settings,
    },
  });
  const url = server.url ?? "";
  return {
    server,
    url,
    client: clientOf(url),
    projectId: await defaultProject(clientOf(url)),
    http: httpOf(url),
    postgres,
    databaseUrl: own.url,
    lines,
    stop: async () => {
      await server.stop();
      await Promise.all([own.stop(), postgres.stop()]);
      rmSync(directory, { recursive: true });
    },
  };
}

/** The project that every installation begins with. */
export const defaultProject = async ({ projects }: ReturnType<typeof clientOf>): Promise<string> =>
  (await projects.bySlug.query({ slug: "default" })).id;

/** A client as a TypeScript program would make it. */
export function clientOf(url: string, token: string | null = TOKEN) {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({
          url: `${url}/trpc`,
          EventSource: EventSource as never, // undici's takes headers, and is otherwise the platform's
          eventSourceOptions: async () => ({ node: { dispatcher: sending(headers) } }) as never,
        }),
        false: httpBatchLink({ url: `${url}/trpc`, headers }),
      }),
    ],
  });
}

/** The platform's event source knows no headers; what sends its request does. */
function sending(headers: Record<string, string>): Dispatcher {
  return new Agent().compose((dispatch) => (options, handler) => {
    return dispatch(
      { ...options, headers: { ...Object.fromEntries(pairs(options.headers)), ...headers } },
      handler,
    );
  });
}

function pairs(headers: Dispatcher.DispatchOptions["headers"]): [string, string][] {
  if (!headers || Array.isArray(headers)) return [];
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return entries.flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
}
