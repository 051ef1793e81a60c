import { RotationError } from "./errors.ts";
import type { HostSocket, Runtime } from "./runtime.ts";

const WITHIN_MS = 10_000;

/**
 * A socket of the host that is open within ten seconds; one that comes later is thrown away. Throws `unavailable`.
 * `name` begins the message, as the plugin's type does.
 */
export async function dial(
  runtime: Pick<Runtime, "socket" | "signal">,
  { host, port }: { readonly host: string; readonly port: number },
  name: string,
): Promise<HostSocket> {
  runtime.signal.throwIfAborted();
  const dialled = runtime.socket(host, port);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    dialled.then((socket) => void socket.destroy()).catch(() => {});
    const message = `${name}: ${host}:${port} does not answer within ${WITHIN_MS / 1000} s`;
    reject(new RotationError("unavailable", message));
  }, WITHIN_MS);
  return await Promise.race([dialled, late]).finally(() => clearTimeout(timer));
}
