import { connect, type Socket } from "node:net";
import { isRotationError, type RotationErrorCode, type Runtime } from "@turnbolt/core";
import plugin from "../src/index.ts";

export interface TestRuntime extends Runtime {
  readonly lines: string[];
  readonly sockets: Socket[];
  abort(): void;
}

/** A runtime that lends plain sockets and remembers them. */
export function testRuntime(): TestRuntime {
  const controller = new AbortController();
  const lines: string[] = [];
  const sockets: Socket[] = [];
  const note = (message: string): void => void lines.push(message);
  return {
    lines,
    sockets,
    abort: () => controller.abort(),
    signal: controller.signal,
    log: { debug: note, info: note, warn: note },
    progress() {},
    fetch: () => Promise.reject(new Error("this provider sends no HTTP request")),
    resolve: () => Promise.reject(new Error("this provider resolves no host")),
    socket: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, host, () => resolve(socket));
        socket.once("error", reject);
        sockets.push(socket);
      }),
  };
}

export interface Secret {
  readonly username: string;
  readonly password: string;
}

const run = { id: "11111111-1111-4111-8111-111111111111", label: "kit-1-1" };

/** The members of the plugin as the engine calls them: input parsed by the schemas, one runtime per call. */
export function calls(
  connectionInput: Record<string, unknown>,
  parametersInput: Record<string, unknown> = {},
) {
  const connection = plugin.connection.parse(connectionInput);
  const parameters = plugin.parameters.parse(parametersInput);
  const common = { connection, parameters, run, current: null };
  const within = async <T>(runtime: TestRuntime, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = await plugin.connect(connection, runtime);
    try {
      return await work(client);
    } finally {
      await plugin.disconnect?.(client);
    }
  };
  type Client = Awaited<ReturnType<typeof plugin.connect>>;
  // The contract types a provider by all of its corners; this one is of one of them.
  if (plugin.origin !== "chosen" || plugin.phase !== "dual" || plugin.handles !== "fresh") throw new Error();
  const { choose, issue, list, revoke } = plugin;
  return {
    choose: (attempt = 1) => choose({ parameters, run, current: null, attempt }),
    check: () =>
      within(testRuntime(), (client) =>
        plugin.check({ client, connection, parameters, runtime: testRuntime() }),
      ),
    issue: (draft: { handle: string; secret: Secret }, runtime = testRuntime()) =>
      within(runtime, async (client) => {
        await issue({ ...common, client, runtime, draft, neededUntil: new Date() });
      }),
    verify: (secret: Secret, runtime = testRuntime()) =>
      plugin.verify({ ...common, runtime, credential: { handle: secret.username, secret } }),
    list: () => within(testRuntime(), (client) => list({ ...common, client, runtime: testRuntime() })),
    revoke: (handle: string, runtime = testRuntime()) =>
      within(runtime, (client) => revoke({ ...common, client, runtime, handle })),
  };
}

/** The code of the `RotationError` that the work fails with, or "ok". */
export async function outcome(work: Promise<unknown>): Promise<RotationErrorCode | "ok"> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (isRotationError(error)) return error.code;
    throw error;
  }
}
