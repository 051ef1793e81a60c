import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** One change, as the target saw it. */
export interface Change {
  readonly account: string;
  readonly pid: number;
}

export interface FleetTarget {
  readonly connection: { readonly url: string; readonly token: string };
  /** Every different value that an account was ever given, in order. */
  valuesOf(account: string): readonly string[];
  accepts(secret: Readonly<Record<string, unknown>>): boolean;
  /** Called when a change has been made and is not answered yet. */
  onChange: (change: Change) => void;
  stop(): Promise<void>;
}

/** A target with any number of accounts, which counts what is done to each. */
export async function startFleetTarget(): Promise<FleetTarget> {
  const token = randomBytes(24).toString("base64url");
  const accounts = new Map<string, string[]>();
  const accepts = (account: unknown, value: unknown) => accounts.get(String(account))?.at(-1) === value;
  const set = (request: IncomingMessage, { account, value }: Record<string, unknown>): number => {
    if (request.headers.authorization !== `Bearer ${token}`) return 401;
    const values = accounts.get(String(account)) ?? [];
    if (values.at(-1) !== value) values.push(String(value));
    accounts.set(String(account), values);
    target.onChange({ account: String(account), pid: Number(request.headers["x-process"]) });
    return 200;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body: Record<string, unknown> = JSON.parse(await textOf(request));
    const known: Readonly<Record<string, () => number>> = {
      "/set": () => set(request, body),
      "/login": () => (accepts(body.account, body.value) ? 200 : 403),
    };
    response.writeHead(known[request.url ?? ""]?.() ?? 404);
    response.end();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the target has no port");
  const target: FleetTarget = {
    connection: { url: `http://127.0.0.1:${address.port}`, token },
    valuesOf: (account) => accounts.get(account) ?? [],
    accepts: ({ account, value }) => accepts(account, value),
    onChange: () => {},
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return target;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
